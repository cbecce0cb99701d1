### @language pl
### @review draft
### { $app } stoi zawsze w dopełniaczu lub miejscowniku („tej aplikacji”).

app-default = tej aplikacji

action-stop = Nie wysyłaj
action-send = Wyślij
action-replace = Wybierz inne
action-talk = Porozmawiaj z kimś
action-done = Gotowe
action-close = Zamknij
action-cancel = Anuluj
action-back = Wstecz
action-hide = Ukryj to
action-hide-hint = Ukrywa ten ekran. Możesz też trzy razy nacisnąć Shift.
action-how = Jak działa to sprawdzenie
action-retry = Spróbuj ponownie
action-retrying = Sprawdzamy jeszcze raz…
action-review = Poproś o sprawdzenie
action-takedown = Poproś o usunięcie

shared-not-sent = Nic nie wysłano.

a1-title = Poczekaj chwilę
a1-may = Na tym zdjęciu może być widać nagą lub intymną część ciała.
a1-not-sent-quiet = Zdjęcie nie zostało wysłane. Sprawdzenie działa na twoim urządzeniu. Nikomu nie pokazało zdjęcia.
a1-not-sent-reports = Zdjęcie nie zostało wysłane. Sprawdzenie działa na twoim urządzeniu.
a1-not-sent-asks = Zdjęcie nie zostało wysłane. To sprawdzenie nikomu nie pokazało zdjęcia.
a1-choose = Ty decydujesz. Możesz powiedzieć „nie”, nawet jeśli wcześniej było „tak”.
a1-pressure = Ktoś na mnie naciska
a1-not-it = To nie jest takie zdjęcie
a1-more = Dalej

a1-held-rule = Takich zdjęć nie da się stąd wysłać. To dotyczy wszystkich przed 13. rokiem życia. Nic złego ci za to nie grozi.
a1-held-stop = OK, nie wysyłaj
a1-held-why = Dlaczego nie mogę go wysłać?

a2-title = Spójrz jeszcze raz
a2-save = Gdy zdjęcie zostanie wysłane, inni mogą je zapisać albo przesłać dalej.
a2-feel = Czy byłoby w porządku, gdyby zobaczyli je ludzie, których znasz?
a2-friend = Ktoś, komu na tobie zależy, nie będzie zły, gdy powiesz „nie”.

a2-held-title = Dlaczego zostaje tutaj
a2-held-friend = Ktoś, komu na tobie zależy, nie będzie zły, gdy powiesz „nie”.
a2-held-ask = Ktoś cię o nie prosi? Możesz powiedzieć o tym dorosłej osobie, której ufasz. Nie musisz pokazywać zdjęcia.

a3-title = Dzięki. Może się mylimy
a3-mistakes = Nasze sprawdzenie się myli. Nic złego ci nie grozi.
a3-choose = Możesz wysłać zdjęcie albo wybrać inne.
a3-held-choose = Tego i tak nie możemy stąd wysłać. Możesz wybrać inne albo poprosić o pomoc dorosłą osobę, której ufasz.

a4-title = Nie wysłano
a4-quiet = Zdjęcie nie zostało wysłane. To sprawdzenie go nie zapisało.
a4-reports = Zdjęcie nie zostało wysłane.
a4-words = Jeśli brakuje ci słów, możesz powiedzieć: „Nie wysyłam takich zdjęć”.

b1-title = Tego zdjęcia nie można tu wysłać
b1-csam = Wygląda jak zdjęcie z listy, która pomaga chronić dzieci.
b1-ncii = Wygląda jak zdjęcie, którego ktoś nie chce udostępniać.
b1-terrorism = Wygląda jak obraz z listy obrazów, które mają szerzyć strach i nienawiść.
b1-host-blocklist = Wygląda jak obraz, który nie jest dozwolony w { $app }.
b1-demo = To jest pokaz. Wygląda jak obraz z listy pokazowej, a na niej są tylko nieszkodliwe obrazy.
b1-wrong-quiet = Nasze sprawdzenie nikomu nic nie powiedziało. Może się mylić.
b1-wrong-reports = Nasze sprawdzenie może się mylić.
b1-known = Można było o tym nie wiedzieć. Może ktoś ci je przysłał.
b1-known-me = Można było o tym nie wiedzieć. Może ktoś ci je przysłał. Może to nawet zdjęcie ciebie.
b1-help = Cokolwiek się stało, możesz teraz dostać pomoc.
b1-me = To zdjęcie mnie
b1-sent = Ktoś mi je przysłał
b1-not-right = Myślę, że to pomyłka

b2-title = Przykro nam, że tak się stało
b2-fault = To nie twoja wina. Możesz dostać pomoc w usunięciu zdjęcia.
b2-tools = Są do tego bezpłatne narzędzia. Żeby poprosić o pomoc, nie musisz pokazywać zdjęcia dorosłym.

b3-title = Dobrze, że tu się zatrzymujesz
b3-keep = Prosimy, nie przesyłaj go dalej i nie pokazuj znajomym.
b3-tell = Powiedz o tym dorosłej osobie, której ufasz.
b3-tell-report = Powiedz o tym dorosłej osobie, której ufasz, albo skorzystaj z linii zgłoszeń. Tam codziennie pomagają w takich sprawach.
b3-report = Znajdź linię zgłoszeń

b4-title = Możesz mieć rację
b4-trouble = Takie sprawdzenia się mylą. Nic złego ci nie grozi.
b4-review = Możesz zapytać ludzi z { $app }. Nie wysyłaj im zdjęcia. Nie jest im potrzebne.
b4-still = Do tego czasu tego zdjęcia nie można tu wysłać.

c1-title = Nie można przesłać tego obrazu
c1-csam = Wydaje się, że pasuje do listy obrazów przedstawiających seksualne wykorzystywanie dzieci. Tworzenie, posiadanie i udostępnianie takich obrazów jest w większości krajów przestępstwem, a każdy z nich krzywdzi prawdziwe dziecko.
c1-csam-help = Jeśli niepokoją Cię własne myśli lub zachowania, możesz dostać bezpłatną i poufną pomoc. Nie musisz podawać imienia ani nazwiska.
c1-csam-found = Jeśli ten obraz pojawił się przypadkiem, nie zapisuj go i nie udostępniaj. Zgłoś na linię zgłoszeń, gdzie się znajduje.
c1-ncii = Wydaje się, że pasuje do obrazu, którego ktoś nie chce udostępniać.
c1-ncii-me = Jeśli to obraz przedstawiający Ciebie, są miejsca, które pomagają zatrzymać jego udostępnianie.
c1-ncii-found = Jeśli ktoś Ci go przysłał, nie zapisuj go i nie przesyłaj dalej.
c1-terrorism = Wydaje się, że pasuje do listy obrazów stworzonych przez grupy terrorystyczne.
c1-terrorism-found = Jeśli ten obraz pojawił się przypadkiem, nie zapisuj go i nie udostępniaj. Możesz powiedzieć policji, gdzie się znajduje.
c1-host-blocklist = Wydaje się, że pasuje do obrazu, który nie jest dozwolony w { $app }.
c1-demo = To jest pokaz. Wydaje się, że pasuje do obrazu z listy pokazowej, a na niej są tylko nieszkodliwe obrazy.
c1-demo-real = Przy prawdziwej liście ten ekran mówi, do czego ona służy. Pomoc poniżej jest prawdziwa.
c1-mistake = Jeśli to pomyłka, możesz poprosić o sprawdzenie. Nie próbuj wysyłać obrazu ponownie.
c1-help = Uzyskaj poufną pomoc
c1-report = Zgłoś, gdzie się znajduje
c1-me = To obraz mnie
c1-not-right = To pomyłka

c2-title = Poproś o sprawdzenie
c2-wrong = Żadne sprawdzenie nie ma zawsze racji. Możesz poprosić osoby odpowiedzialne za działanie { $app }, żeby się temu przyjrzały.
c2-image = Obraz nie jest do tego nikomu wysyłany. Nie dodawaj go do wiadomości i nie próbuj go wysyłać ponownie.

d1-title = To nie twoja wina
d1-wrong = Nikt nie ma prawa na ciebie naciskać ani cię straszyć. Możesz przestać już teraz.
d1-step-stop = Przestań odpisywać. Nikomu nie musisz odpowiadać.
d1-step-pay = Nie wysyłaj więcej zdjęć. Nie płać.
d1-step-keep = Zachowaj wiadomości i nazwy. Potem zablokuj tę osobę.
d1-step-tell = Powiedz o tym komuś, komu ufasz, albo porozmawiaj teraz z kimś, kto pomaga.
d1-talk = Porozmawiaj teraz z kimś, kto pomaga
d1-sent = Zdjęcie już poszło
d1-report = Zgłoś tę osobę

d2-title = Nadal możesz dostać pomoc
d2-many = Wielu młodym ludziom się to przydarzyło. Może być lepiej.
d2-tools = Bezpłatne narzędzia pomagają zatrzymać udostępnianie zdjęcia. W niektórych twoje zdjęcie zostaje na twoim urządzeniu.
d2-urgent = Jeśli myślisz o tym, żeby coś sobie zrobić, albo grozi ci niebezpieczeństwo, poproś o pomoc od razu.
d2-takedown = Zatrzymaj udostępnianie
d2-urgent-help = Pomoc od razu

e1-title = Nie udało się sprawdzić tego zdjęcia
e1-not-sent = Zdjęcie nie zostało wysłane. To nie twoja wina.
e2-title = Nie udało się sprawdzić tego obrazu
e-offline = Może nie ma połączenia albo sieć jest powolna.
e-unsupported = Nasze sprawdzenie nie umie czytać takich plików. Zdjęcie JPEG lub PNG może zadziałać.
e-too-large = Jest za duże dla naszego sprawdzenia. Mniejsza kopia może zadziałać.
e-too-plain = Jest zbyt puste dla naszego sprawdzenia. Musi w nim być więcej niż jeden kolor.
e-expired-set = Lista, z którą porównujemy, jest za stara.
e-aborted = Sprawdzenie zatrzymano przed końcem.
e-error = Sprawdzenie nie doszło do końca. Plik może być uszkodzony.
e-choose-retry-send = Możesz spróbować ponownie, wybrać inne albo wysłać to, jeśli na pewno jest w porządku.
e-choose-send = Możesz wybrać inne albo wysłać to, jeśli na pewno jest w porządku.
e-choose-retry = Możesz spróbować ponownie albo wybrać inne.
e-choose-replace = Możesz wybrać inne.

help-title = Ludzie, którzy mogą pomóc
help-ask = Możesz pytać ich o wszystko.
help-ask-free = To nic nie kosztuje. Możesz pytać o wszystko.
help-quiet = Nikomu nie mówimy, że ta strona była otwarta.
help-danger = Jeśli w tej chwili grozi ci niebezpieczeństwo, zadzwoń na numer alarmowy w swoim kraju.
help-limits = Rozmowa jest prywatna, ale nie zawsze: jeśli dziecku grozi niebezpieczeństwo albo chodzi o przestępstwo, może to zostać przekazane dalej. Na stronie jest napisane, jak.
help-no-report = Nie znamy linii zgłoszeń dla tego kraju. Osoba, która pomaga, może powiedzieć, gdzie to zgłosić.
help-no-region = Wybierz kraj, żeby zobaczyć, kto jest blisko ciebie.
help-country = Kraj
help-country-none = Nie ma tu mojego kraju
help-country-choose = Wybierz kraj
help-slot-talk = Rozmowa
help-slot-takedown = Usunięcie zdjęcia
help-slot-report = Zgłoszenie
help-slot-urgent = W kryzysie
help-slot-behaviour = Poufna pomoc
help-call = Zadzwoń: { $number }
help-text = SMS: { $number }
help-text-word = Wyślij { $word } na { $number }
help-site = Otwórz stronę
help-site-chat = Czat na stronie
help-always = Dzień i noc
help-free = Bezpłatnie
help-no-name = Bez podawania imienia
help-languages = Języki: { $languages }
help-from = { $country }
help-stale = To może być już nieaktualne.
help-count = { $count ->
    [one] { $count } miejsce, które może pomóc.
    [few] { $count } miejsca, które mogą pomóc.
    [many] { $count } miejsc, które mogą pomóc.
   *[other] { $count } miejsca, które mogą pomóc.
}
help-new-tab = otwiera się w nowej karcie

how-title = Jak działa to sprawdzenie
how-code = Zanim zdjęcie zostanie wysłane, urządzenie robi z niego krótki kod. Potem szuka tego kodu na liście.
how-device = Wszystko dzieje się na urządzeniu.
how-asks = Urządzenie pyta też osoby, które prowadzą listę. Pyta w ukrytej postaci, więc nie mogą się dowiedzieć, co to za zdjęcie.
how-upload = Zdjęcie nie jest nigdzie przesyłane do sprawdzenia.
how-host = Tutaj na prośbę { $app } najpierw pytamy. Sprawdzenie nie widziało, co jest na zdjęciu.
how-classifier = Program na urządzeniu zgaduje, że zdjęcie może być intymne. Może się mylić.
how-wrong = Trafienie nie znaczy, że ktoś zrobił coś złego. Sprawdzenie może się mylić i może czegoś nie zauważyć.
how-quiet = Sprawdzenie nikomu nie mówi, co znalazło. Niczego nie zachowuje.
how-reports = Sprawdzenie niczego nie zachowuje. Ale w { $app } ktoś może oglądać to, co ludzie wysyłają, i coś z tym zrobić. Zapytaj tam, jak to działa.
