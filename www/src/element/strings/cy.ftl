### @language cy
### @review draft

app-default = yr ap hwn

action-stop = Paid ag anfon
action-send = Anfon
action-replace = Dewis un arall
action-talk = Siarad â rhywun
action-done = Wedi gorffen
action-close = Cau
action-cancel = Canslo
action-back = Yn ôl
action-hide = Cuddio hwn
action-hide-hint = Cuddio hwn. Gelli di hefyd bwyso Shift dair gwaith.
action-how = Sut mae'r gwiriad hwn yn gweithio
action-retry = Trio eto
action-retrying = Yn gwirio eto…
action-review = Gofyn am adolygiad
action-takedown = Gofyn am ei dynnu i lawr

shared-not-sent = Nid yw wedi cael ei anfon.

a1-title = Aros funud
a1-may = Efallai bod y llun hwn yn dangos rhan noeth neu breifat o gorff.
a1-not-sent-quiet = Nid yw wedi cael ei anfon. Mae'r gwiriad hwn yn rhedeg ar dy ddyfais di. Ni ddangosodd y llun i neb.
a1-not-sent-reports = Nid yw wedi cael ei anfon. Mae'r gwiriad hwn yn rhedeg ar dy ddyfais di.
a1-not-sent-asks = Nid yw wedi cael ei anfon. Ni ddangosodd y gwiriad hwn y llun i neb.
a1-choose = Ti sy'n dewis. Gelli di ddweud na, hyd yn oed os dywedaist ti ie o'r blaen.
a1-pressure = Mae rhywun yn rhoi pwysau arna i
a1-not-it = Nid y math yna o lun yw hwn
a1-more = Dal ati

a1-held-rule = Does dim modd anfon lluniau fel hyn o'r fan hon. Mae'r un peth i bawb dan 13 oed. Dwyt ti ddim mewn trwbwl.
a1-held-stop = Iawn, paid ag anfon
a1-held-why = Pam na alla i ei anfon?

a2-title = Un olwg arall
a2-save = Ar ôl anfon llun, gall pobl eraill ei gadw neu ei rannu.
a2-feel = Fyddet ti'n teimlo'n iawn petai pobl rwyt ti'n eu nabod yn ei weld?
a2-friend = Fydd ffrind neu bartner da ddim yn grac os wyt ti'n dweud na.

a2-held-title = Pam mae'n aros yma
a2-held-friend = Fydd ffrind da ddim yn grac os wyt ti'n dweud na.
a2-held-ask = Wnaeth rhywun ofyn i ti amdano? Gelli di ddweud wrth oedolyn rwyt ti'n ymddiried ynddo. Does dim rhaid i ti ddangos y llun.

a3-title = Diolch. Efallai ein bod ni'n anghywir
a3-mistakes = Mae ein gwiriad yn gwneud camgymeriadau. Dwyt ti ddim mewn trwbwl.
a3-choose = Gelli di anfon y llun neu ddewis un arall.
a3-held-choose = Allwn ni ddim anfon yr un yma o'r fan hon wedyn chwaith. Gelli di ddewis un arall, neu ofyn am help gan oedolyn rwyt ti'n ymddiried ynddo.

a4-title = Heb ei anfon
a4-quiet = Chafodd y llun mo'i anfon. Wnaeth y gwiriad hwn ddim ei gadw.
a4-reports = Chafodd y llun mo'i anfon.
a4-words = Os oes angen geiriau arnat ti, gelli di ddweud: “Dydw i ddim yn anfon lluniau fel yna.”

b1-title = Does dim modd anfon y llun hwn yma
b1-csam = Mae'n edrych fel llun ar restr sy'n helpu i amddiffyn plant.
b1-ncii = Mae'n edrych fel llun nad yw rhywun eisiau iddo gael ei rannu.
b1-terrorism = Mae'n edrych fel llun ar restr o luniau a wnaed i ledaenu ofn a chasineb.
b1-host-blocklist = Mae'n edrych fel llun nad yw'n cael ei ganiatáu yn { $app }.
b1-demo = Demo yw hwn. Mae'n edrych fel llun ar y rhestr ddemo, a dim ond lluniau diniwed sydd ar y rhestr honno.
b1-wrong-quiet = Wnaeth ein gwiriad ddim dweud wrth neb. Gall fod yn anghywir.
b1-wrong-reports = Gall ein gwiriad fod yn anghywir.
b1-known = Efallai nad oeddet ti'n gwybod. Efallai bod rhywun wedi ei anfon atat ti.
b1-known-me = Efallai nad oeddet ti'n gwybod. Efallai bod rhywun wedi ei anfon atat ti. Gall hyd yn oed fod yn llun ohonot ti.
b1-help = Beth bynnag ddigwyddodd, gelli di gael help nawr.
b1-me = Llun ohono i yw e
b1-sent = Anfonodd rhywun e ata i
b1-not-right = Dw i'n meddwl bod hyn yn anghywir

b2-title = Mae'n ddrwg gennym fod hyn wedi digwydd
b2-fault = Nid dy fai di yw hyn. Gelli di gael help i dynnu'r llun i lawr.
b2-tools = Mae offer am ddim ar gyfer hyn. Does dim rhaid i ti ddangos y llun i oedolyn i ofyn am help.

b3-title = Fe wnest ti'r peth iawn wrth stopio
b3-keep = Plîs paid â'i anfon ymlaen na'i ddangos i ffrindiau.
b3-tell = Dywed wrth oedolyn rwyt ti'n ymddiried ynddo.
b3-tell-report = Dywed wrth oedolyn rwyt ti'n ymddiried ynddo, neu defnyddia linell adrodd. Maen nhw'n helpu gyda hyn bob dydd.
b3-report = Dod o hyd i linell adrodd

b4-title = Efallai dy fod di'n iawn
b4-trouble = Mae gwiriadau fel hyn yn gwneud camgymeriadau. Dwyt ti ddim mewn trwbwl.
b4-review = Gelli di ofyn i bobl { $app } amdano. Paid ag anfon y llun atyn nhw. Does mo'i angen arnyn nhw.
b4-still = Tan hynny, does dim modd anfon y llun hwn yma.

c1-title = Allwch chi ddim uwchlwytho'r ddelwedd hon
c1-csam = Mae'n ymddangos ei bod yn cyfateb i restr o ddelweddau o gam-drin plant yn rhywiol. Mae gwneud, cadw neu rannu delweddau o'r fath yn drosedd yn y rhan fwyaf o wledydd, ac mae pob un yn niweidio plentyn go iawn.
c1-csam-help = Os ydych chi'n poeni am eich meddyliau neu'ch gweithredoedd eich hun, gallwch gael help cyfrinachol am ddim. Does dim rhaid i chi roi eich enw.
c1-csam-found = Os daethoch chi ar draws y ddelwedd hon ar ddamwain, peidiwch â'i chadw na'i rhannu. Dywedwch wrth linell adrodd ble daethoch chi o hyd iddi.
c1-ncii = Mae'n ymddangos ei bod yn cyfateb i ddelwedd nad yw rhywun eisiau iddi gael ei rhannu.
c1-ncii-me = Os delwedd ohonoch chi yw hi, mae gwasanaethau sy'n helpu i'w hatal rhag cael ei rhannu.
c1-ncii-found = Os anfonodd rhywun hi atoch chi, peidiwch â'i chadw na'i hanfon ymlaen.
c1-terrorism = Mae'n ymddangos ei bod yn cyfateb i restr o ddelweddau gan grwpiau terfysgol.
c1-terrorism-found = Os daethoch chi ar draws y ddelwedd hon ar ddamwain, peidiwch â'i chadw na'i rhannu. Gallwch ddweud wrth yr heddlu ble daethoch chi o hyd iddi.
c1-host-blocklist = Mae'n ymddangos ei bod yn cyfateb i ddelwedd nad yw'n cael ei chaniatáu yn { $app }.
c1-demo = Demo yw hwn. Mae'n ymddangos ei bod yn cyfateb i ddelwedd ar y rhestr ddemo, a dim ond lluniau diniwed sydd ar y rhestr honno.
c1-demo-real = Gyda rhestr go iawn, mae'r sgrin hon yn dweud beth yw diben y rhestr. Mae'r help isod yn go iawn.
c1-mistake = Os ydych chi'n meddwl mai camgymeriad yw hwn, gallwch ofyn am adolygiad. Peidiwch â cheisio anfon y ddelwedd eto.
c1-help = Cael help cyfrinachol
c1-report = Adrodd ble daethoch o hyd iddi
c1-me = Delwedd ohono i yw hi
c1-not-right = Camgymeriad yw hyn

c2-title = Gofyn am adolygiad
c2-wrong = Does dim un gwiriad yn iawn bob tro. Gallwch ofyn i bobl { $app } edrych arno.
c2-image = Nid yw'r ddelwedd yn cael ei hanfon at neb ar gyfer hyn. Peidiwch â'i hychwanegu at eich neges, a pheidiwch â cheisio ei hanfon eto.

d1-title = Nid dy fai di yw hyn
d1-wrong = Nid yw'n iawn i neb roi pwysau arnat ti na chodi ofn arnat ti. Gelli di stopio nawr.
d1-step-stop = Stopia ateb. Does dim rhaid i ti ateb neb.
d1-step-pay = Paid ag anfon mwy o luniau. Paid â thalu.
d1-step-keep = Cadwa'r negeseuon a'r enwau. Yna blocia nhw.
d1-step-tell = Dywed wrth rywun rwyt ti'n ymddiried ynddo, neu siarada â rhywun sy'n helpu nawr.
d1-talk = Siarad â rhywun sy'n helpu nawr
d1-sent = Dw i wedi anfon llun yn barod
d1-report = Adrodd amdanyn nhw

d2-title = Gelli di gael help o hyd
d2-many = Mae llawer o bobl ifanc wedi bod trwy hyn. Gall pethau wella.
d2-tools = Gall offer am ddim helpu i atal llun rhag cael ei rannu. Gyda rhai ohonyn nhw, mae dy lun yn aros ar dy ddyfais.
d2-urgent = Os wyt ti'n teimlo y gallet ti frifo dy hun, neu os wyt ti mewn perygl, gofynna am help ar unwaith.
d2-takedown = Ei atal rhag cael ei rannu
d2-urgent-help = Cael help ar unwaith

e1-title = Allen ni ddim gwirio'r llun hwn
e1-not-sent = Nid yw wedi cael ei anfon. Nid dy fai di yw hyn.
e2-title = Allen ni ddim gwirio'r ddelwedd hon
e-offline = Efallai nad oes cysylltiad, neu fod y rhwydwaith yn araf.
e-unsupported = All ein gwiriad ddim darllen y math hwn o ffeil. Efallai y bydd llun JPEG neu PNG yn gweithio.
e-too-large = Mae'n rhy fawr i'n gwiriad. Efallai y bydd copi llai yn gweithio.
e-too-plain = Mae'n rhy blaen i'n gwiriad. Rhaid bod mwy nag un lliw ynddo.
e-expired-set = Mae'r rhestr rydyn ni'n ei defnyddio yn rhy hen.
e-aborted = Cafodd y gwiriad ei stopio cyn iddo orffen.
e-error = Wnaeth y gwiriad ddim cyrraedd y diwedd. Efallai bod y ffeil wedi'i difrodi.
e-choose-retry-send = Dyma'r dewis: trio eto, dewis un arall, neu ei anfon os yw'n sicr yn iawn.
e-choose-send = Dyma'r dewis: dewis un arall, neu ei anfon os yw'n sicr yn iawn.
e-choose-retry = Dyma'r dewis: trio eto, neu ddewis un arall.
e-choose-replace = Dyma'r dewis: dewis un arall.

help-title = Pobl sy'n gallu helpu
help-ask = Mae croeso i ofyn unrhyw beth iddyn nhw.
help-ask-free = Mae'r rhain am ddim. Mae croeso i ofyn unrhyw beth iddyn nhw.
help-quiet = Dydyn ni ddim yn dweud wrth neb fod y dudalen hon wedi'i hagor.
help-danger = Os oes perygl nawr, ffonia rif brys dy wlad.
help-limits = Mae'r hyn sy'n cael ei ddweud yn breifat, ond nid bob tro: os yw plentyn mewn perygl, neu os daw trosedd i'r golwg, gall gael ei basio ymlaen. Mae eu tudalen yn dweud sut.
help-no-report = Dydyn ni ddim yn gwybod am linell adrodd yn y wlad hon. Gall rhywun sy'n helpu ddweud ble i adrodd.
help-no-region = Dewisa dy wlad i weld pwy sy'n agos atat ti.
help-country = Gwlad
help-country-none = Nid yw fy ngwlad i yma
help-country-choose = Dewis gwlad
help-slot-talk = Siarad
help-slot-takedown = Tynnu llun i lawr
help-slot-report = Adrodd
help-slot-urgent = Mewn argyfwng
help-slot-behaviour = Help cyfrinachol
help-call = Ffonio { $number }
help-text = Tecstio { $number }
help-text-word = Tecstio { $word } i { $number }
help-site = Agor y wefan
help-site-chat = Sgwrsio ar y wefan
help-always = Ddydd a nos
help-free = Am ddim
help-no-name = Dim angen enw
help-languages = Ieithoedd: { $languages }
help-from = { $country }
help-stale = Efallai bod hwn wedi dyddio.
help-count = { $count ->
    [zero] Dim lle sy'n gallu helpu.
    [one] { $count } lle sy'n gallu helpu.
    [two] { $count } le sy'n gallu helpu.
    [few] { $count } lle sy'n gallu helpu.
    [many] { $count } lle sy'n gallu helpu.
   *[other] { $count } lle sy'n gallu helpu.
}
help-new-tab = yn agor mewn tab newydd

how-title = Sut mae'r gwiriad hwn yn gweithio
how-code = Cyn anfon llun, mae'r ddyfais yn gwneud cod byr ohono. Yna mae'n chwilio am y cod hwnnw mewn rhestr.
how-device = Mae hyn i gyd yn digwydd ar y ddyfais.
how-asks = Mae'r ddyfais hefyd yn gofyn i'r bobl sy'n cadw'r rhestr. Mae'n gofyn mewn ffordd gudd, felly allan nhw ddim gwybod pa lun yw e.
how-upload = Nid yw'r llun yn cael ei uwchlwytho ar gyfer y gwiriad.
how-host = Yma, gofynnodd { $app } i ni stopio a gofyn i ti yn gyntaf. Ni welodd y gwiriad beth sydd yn y llun.
how-classifier = Dyfalodd rhaglen ar y ddyfais y gall y llun fod yn breifat. Gall fod yn anghywir.
how-wrong = Nid yw cyfatebiaeth yn golygu bod neb wedi gwneud rhywbeth o'i le. Gall y gwiriad fod yn anghywir, a gall golli pethau.
how-quiet = Nid yw'r gwiriad yn dweud wrth neb beth ddaeth i'r golwg. Nid yw'n cadw dim.
how-reports = Nid yw'r gwiriad yn cadw dim. Ond gall { $app } edrych ar yr hyn mae pobl yn ei anfon, a gweithredu ar hynny. Gofynna i { $app } sut.
