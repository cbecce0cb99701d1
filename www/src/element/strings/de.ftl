### @language de
### @review draft
### { $app } steht immer im Dativ ("in dieser App").

app-default = dieser App

action-stop = Nicht senden
action-send = Senden
action-replace = Ein anderes wählen
action-talk = Mit jemandem reden
action-done = Fertig
action-close = Schließen
action-cancel = Abbrechen
action-back = Zurück
action-hide = Verstecken
action-hide-hint = Versteckt das hier. Dreimal die Umschalttaste drücken geht auch.
action-how = Wie diese Prüfung funktioniert
action-retry = Noch einmal versuchen
action-retrying = Wird noch einmal geprüft …
action-review = Um eine Prüfung bitten
action-takedown = Löschen lassen

shared-not-sent = Es wurde nicht gesendet.

a1-title = Warte kurz
a1-may = Auf diesem Foto ist vielleicht ein nackter oder privater Teil eines Körpers zu sehen.
a1-not-sent-quiet = Es wurde nicht gesendet. Diese Prüfung läuft auf deinem Gerät. Sie hat das Foto niemandem gezeigt.
a1-not-sent-reports = Es wurde nicht gesendet. Diese Prüfung läuft auf deinem Gerät.
a1-not-sent-asks = Es wurde nicht gesendet. Diese Prüfung hat das Foto niemandem gezeigt.
a1-choose = Du entscheidest. Du kannst Nein sagen, auch wenn du vorher Ja gesagt hast.
a1-pressure = Jemand setzt mich unter Druck
a1-not-it = So ein Foto ist es nicht
a1-more = Weiter

a1-held-rule = Solche Fotos kann man von hier nicht senden. Das gilt für alle unter 13. Du bekommst keinen Ärger.
a1-held-stop = Okay, nicht senden
a1-held-why = Warum kann ich es nicht senden?

a2-title = Schau noch einmal hin
a2-save = Wenn ein Foto einmal gesendet ist, können andere es speichern oder weitergeben.
a2-feel = Wäre es für dich okay, wenn Leute es sehen, die du kennst?
a2-friend = Wer dich wirklich mag, ist nicht sauer, wenn du Nein sagst.

a2-held-title = Warum es hier bleibt
a2-held-friend = Wer dich wirklich mag, ist nicht sauer, wenn du Nein sagst.
a2-held-ask = Hat dich jemand darum gebeten? Du kannst es einem Erwachsenen sagen, dem du vertraust. Das Foto musst du dabei nicht zeigen.

a3-title = Danke. Vielleicht haben wir uns geirrt
a3-mistakes = Unsere Prüfung macht Fehler. Du bekommst keinen Ärger.
a3-choose = Du kannst das Foto senden oder ein anderes wählen.
a3-held-choose = Dieses können wir von hier trotzdem nicht senden. Du kannst ein anderes wählen oder einen Erwachsenen um Hilfe bitten, dem du vertraust.

a4-title = Nicht gesendet
a4-quiet = Das Foto wurde nicht gesendet. Diese Prüfung hat es nicht gespeichert.
a4-reports = Das Foto wurde nicht gesendet.
a4-words = Wenn dir die Worte fehlen, kannst du sagen: „Solche Fotos verschicke ich nicht.“

b1-title = Dieses Foto kann hier nicht gesendet werden
b1-csam = Es sieht aus wie ein Foto auf einer Liste, die hilft, Kinder zu schützen.
b1-ncii = Es sieht aus wie ein Foto, bei dem jemand nicht will, dass es geteilt wird.
b1-terrorism = Es sieht aus wie ein Bild auf einer Liste von Bildern, die Angst und Hass verbreiten sollen.
b1-host-blocklist = Es sieht aus wie ein Bild, das in { $app } nicht erlaubt ist.
b1-demo = Das ist eine Demo. Es sieht aus wie ein Bild auf der Demo-Liste, und auf dieser Liste sind nur harmlose Bilder.
b1-wrong-quiet = Unsere Prüfung hat es niemandem gesagt. Sie kann sich irren.
b1-wrong-reports = Unsere Prüfung kann sich irren.
b1-known = Vielleicht wusstest du es nicht. Vielleicht hat es dir jemand geschickt.
b1-known-me = Vielleicht wusstest du es nicht. Vielleicht hat es dir jemand geschickt. Vielleicht ist es sogar ein Foto von dir.
b1-help = Egal, was passiert ist: Du kannst jetzt Hilfe bekommen.
b1-me = Das ist ein Foto von mir
b1-sent = Jemand hat es mir geschickt
b1-not-right = Ich glaube, das stimmt nicht

b2-title = Es tut uns leid, dass das passiert ist
b2-fault = Es ist nicht deine Schuld. Du kannst Hilfe bekommen, damit das Foto gelöscht wird.
b2-tools = Dafür gibt es kostenlose Angebote. Um Hilfe zu bitten geht auch, ohne einem Erwachsenen das Foto zu zeigen.

b3-title = Es war richtig, hier aufzuhören
b3-keep = Bitte schick es nicht weiter und zeig es nicht herum.
b3-tell = Sag es einem Erwachsenen, dem du vertraust.
b3-tell-report = Sag es einem Erwachsenen, dem du vertraust, oder einer Meldestelle. Dort hilft man jeden Tag bei so etwas.
b3-report = Eine Meldestelle finden

b4-title = Vielleicht hast du recht
b4-trouble = Solche Prüfungen machen Fehler. Du bekommst keinen Ärger.
b4-review = Du kannst bei { $app } nachfragen. Schick das Foto nicht mit. Dort braucht es niemand.
b4-still = Bis dahin kann dieses Foto hier nicht gesendet werden.

c1-title = Dieses Bild kann nicht hochgeladen werden
c1-csam = Es stimmt anscheinend mit einer Liste von Bildern sexuellen Missbrauchs von Kindern überein. Solche Bilder herzustellen, zu besitzen oder zu teilen ist in den meisten Ländern strafbar, und jedes davon schadet einem wirklichen Kind.
c1-csam-help = Wenn Ihnen Ihre eigenen Gedanken oder Ihr Verhalten Sorgen machen, bekommen Sie kostenlos und vertraulich Hilfe. Ihren Namen müssen Sie nicht nennen.
c1-csam-found = Wenn Sie zufällig auf dieses Bild gestoßen sind: Speichern und teilen Sie es nicht. Melden Sie einer Meldestelle, wo Sie es gefunden haben.
c1-ncii = Es stimmt anscheinend mit einem Bild überein, bei dem jemand nicht will, dass es geteilt wird.
c1-ncii-me = Wenn Sie selbst auf dem Bild sind: Es gibt Stellen, die helfen, damit es nicht geteilt wird.
c1-ncii-found = Wenn Ihnen jemand das Bild geschickt hat, speichern Sie es nicht und geben Sie es nicht weiter.
c1-terrorism = Es stimmt anscheinend mit einer Liste von Bildern terroristischer Gruppen überein.
c1-terrorism-found = Wenn Sie zufällig auf dieses Bild gestoßen sind: Speichern und teilen Sie es nicht. Sie können der Polizei sagen, wo Sie es gefunden haben.
c1-host-blocklist = Es stimmt anscheinend mit einem Bild überein, das in { $app } nicht erlaubt ist.
c1-demo = Das ist eine Demo. Es stimmt anscheinend mit einem Bild auf der Demo-Liste überein, und auf dieser Liste sind nur harmlose Bilder.
c1-demo-real = Bei einer echten Liste steht hier, wofür sie da ist. Die Hilfe unten ist echt.
c1-mistake = Wenn Sie das für einen Fehler halten, können Sie um eine Prüfung bitten. Versuchen Sie nicht, das Bild noch einmal zu senden.
c1-help = Vertrauliche Hilfe
c1-report = Fundort melden
c1-me = Ich bin auf dem Bild
c1-not-right = Das ist ein Fehler

c2-title = Um eine Prüfung bitten
c2-wrong = Keine Prüfung hat immer recht. Sie können darum bitten, dass man sich das bei { $app } ansieht.
c2-image = Das Bild wird dafür niemandem geschickt. Fügen Sie es Ihrer Nachricht nicht bei, und versuchen Sie nicht, es noch einmal zu senden.

d1-title = Das ist nicht deine Schuld
d1-wrong = Niemand darf dich unter Druck setzen oder dir Angst machen. Du kannst jetzt aufhören.
d1-step-stop = Antworte nicht mehr. Du schuldest niemandem eine Antwort.
d1-step-pay = Schick keine Fotos mehr. Zahl nichts.
d1-step-keep = Behalte die Nachrichten und Namen. Dann blockiere die Person.
d1-step-tell = Sag es jemandem, dem du vertraust, oder rede jetzt mit jemandem, der hilft.
d1-talk = Jetzt mit jemandem reden, der hilft
d1-sent = Ich habe schon ein Foto geschickt
d1-report = Die Person melden

d2-title = Du kannst immer noch Hilfe bekommen
d2-many = Vielen jungen Menschen ist das passiert. Es kann besser werden.
d2-tools = Kostenlose Angebote helfen, damit ein Foto nicht geteilt wird. Bei manchen bleibt dein Foto auf deinem Gerät.
d2-urgent = Wenn du daran denkst, dir wehzutun, oder in Gefahr bist, hol dir jetzt gleich Hilfe.
d2-takedown = Verhindern, dass es geteilt wird
d2-urgent-help = Jetzt gleich Hilfe holen

e1-title = Wir konnten dieses Foto nicht prüfen
e1-not-sent = Es wurde nicht gesendet. Das ist nicht deine Schuld.
e2-title = Dieses Bild konnte nicht geprüft werden
e-offline = Vielleicht fehlt die Verbindung, oder das Netz ist langsam.
e-unsupported = Unsere Prüfung kann diese Art Datei nicht lesen. Ein Foto als JPEG oder PNG klappt vielleicht.
e-too-large = Es ist zu groß für unsere Prüfung. Eine kleinere Kopie klappt vielleicht.
e-too-plain = Es ist zu leer für unsere Prüfung. Es muss mehr als eine Farbe darin sein.
e-expired-set = Die Liste, mit der wir prüfen, ist zu alt.
e-aborted = Die Prüfung wurde angehalten, bevor sie fertig war.
e-error = Die Prüfung kam nicht bis zum Ende. Vielleicht ist die Datei beschädigt.
e-choose-retry-send = Was jetzt geht: noch einmal versuchen, ein anderes wählen, oder es senden, wenn es sicher okay ist.
e-choose-send = Was jetzt geht: ein anderes wählen, oder es senden, wenn es sicher okay ist.
e-choose-retry = Was jetzt geht: noch einmal versuchen oder ein anderes wählen.
e-choose-replace = Was jetzt geht: ein anderes wählen.

help-title = Menschen, die helfen können
help-ask = Man kann sie alles fragen.
help-ask-free = Das kostet nichts. Man kann sie alles fragen.
help-quiet = Wir sagen niemandem, dass diese Seite offen war.
help-danger = Bei Gefahr jetzt gleich: die Notrufnummer des Landes anrufen.
help-limits = Was gesagt wird, bleibt vertraulich, aber nicht immer: Wenn ein Kind in Gefahr ist oder es um eine Straftat geht, kann es weitergegeben werden. Wie, steht auf der Seite dort.
help-no-report = Für dieses Land kennen wir keine Meldestelle. Die Menschen hier können sagen, wo man es meldet.
help-no-region = Wähle ein Land, dann steht hier, wer in der Nähe ist.
help-country = Land
help-country-none = Mein Land ist nicht dabei
help-country-choose = Land wählen
help-slot-talk = Reden
help-slot-takedown = Ein Foto löschen lassen
help-slot-report = Melden
help-slot-urgent = In einer Krise
help-slot-behaviour = Vertrauliche Hilfe
help-call = { $number } anrufen
help-text = SMS an { $number }
help-text-word = { $word } an { $number } senden
help-site = Website öffnen
help-site-chat = Auf der Website chatten
help-always = Tag und Nacht
help-free = Kostenlos
help-no-name = Ohne Namen
help-languages = Auf { $languages }
help-from = { $country }
help-stale = Das ist vielleicht nicht mehr aktuell.
help-count = { $count ->
    [one] { $count } Stelle, die helfen kann.
   *[other] { $count } Stellen, die helfen können.
}
help-new-tab = öffnet in einem neuen Tab

how-title = Wie diese Prüfung funktioniert
how-code = Bevor ein Foto gesendet wird, macht das Gerät daraus einen kurzen Code. Dann sucht es diesen Code in einer Liste.
how-device = Alles das passiert auf dem Gerät.
how-asks = Das Gerät fragt auch bei denen nach, die die Liste führen. Es fragt verdeckt, darum können sie nicht erkennen, welches Foto es ist.
how-upload = Das Foto wird für die Prüfung nicht hochgeladen.
how-host = Hier kam von { $app } die Bitte, anzuhalten und erst zu fragen. Die Prüfung hat nicht gesehen, was auf dem Foto ist.
how-classifier = Ein Programm auf dem Gerät vermutet, dass das Foto privat ist. Es kann sich irren.
how-wrong = Ein Treffer heißt nicht, dass jemand etwas falsch gemacht hat. Die Prüfung kann sich irren, und sie kann etwas übersehen.
how-quiet = Die Prüfung sagt niemandem, was sie gefunden hat. Sie behält nichts.
how-reports = Die Prüfung behält nichts. Aber bei { $app } schaut man sich vielleicht an, was gesendet wird, und tut dann etwas. Wie genau, kann man bei { $app } fragen.
