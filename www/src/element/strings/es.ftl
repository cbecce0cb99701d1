### @language es
### @review draft

app-default = esta app

action-stop = No enviar
action-send = Enviar
action-replace = Elegir otra
action-talk = Hablar con alguien
action-done = Listo
action-close = Cerrar
action-cancel = Cancelar
action-back = Atrás
action-hide = Ocultar esto
action-hide-hint = Oculta esto. También puedes pulsar Mayús tres veces.
action-how = Cómo funciona esta comprobación
action-retry = Probar otra vez
action-retrying = Comprobando otra vez…
action-review = Pedir una revisión
action-takedown = Pedir que la quiten

shared-not-sent = No se ha enviado.

a1-title = Espera un momento
a1-may = Puede que en esta foto se vea una parte desnuda o íntima del cuerpo.
a1-not-sent-quiet = No se ha enviado. Esta comprobación se hace en tu dispositivo. No le enseñó la foto a nadie.
a1-not-sent-reports = No se ha enviado. Esta comprobación se hace en tu dispositivo.
a1-not-sent-asks = No se ha enviado. Esta comprobación no le enseñó la foto a nadie.
a1-choose = Tú decides. Puedes decir que no, aunque antes dijeras que sí.
a1-pressure = Alguien me está presionando
a1-not-it = No es una foto de ese tipo
a1-more = Seguir

a1-held-rule = Desde aquí no se pueden enviar fotos así. Es igual para todas las personas de menos de 13 años. No te has metido en ningún lío.
a1-held-stop = Vale, no enviar
a1-held-why = ¿Por qué no puedo enviarla?

a2-title = Míralo una vez más
a2-save = Cuando una foto se envía, otras personas pueden guardarla o compartirla.
a2-feel = ¿Te sentirías bien si la viera gente que conoces?
a2-friend = Una buena amistad o pareja no se enfada si dices que no.

a2-held-title = Por qué se queda aquí
a2-held-friend = Una buena amistad no se enfada si dices que no.
a2-held-ask = ¿Alguien te la pidió? Puedes contárselo a una persona adulta de confianza. No hace falta que le enseñes la foto.

a3-title = Gracias. Puede que nos hayamos equivocado
a3-mistakes = Nuestra comprobación comete errores. No te has metido en ningún lío.
a3-choose = Puedes enviar la foto o elegir otra.
a3-held-choose = Aun así, no podemos enviar esta desde aquí. Puedes elegir otra o pedir ayuda a una persona adulta de confianza.

a4-title = No se ha enviado
a4-quiet = La foto no se envió. Esta comprobación no la guardó.
a4-reports = La foto no se envió.
a4-words = Si no sabes qué decir, puedes decir: «Yo no envío fotos así».

b1-title = Esta foto no se puede enviar aquí
b1-csam = Se parece a una foto de una lista que ayuda a proteger a niñas y niños.
b1-ncii = Se parece a una foto que alguien no quiere que se comparta.
b1-terrorism = Se parece a una imagen de una lista de imágenes hechas para dar miedo y crear odio.
b1-host-blocklist = Se parece a una imagen que no está permitida en { $app }.
b1-demo = Esto es una demostración. Se parece a una imagen de la lista de prueba, y en esa lista solo hay imágenes inofensivas.
b1-wrong-quiet = Nuestra comprobación no se lo dijo a nadie. Puede equivocarse.
b1-wrong-reports = Nuestra comprobación puede equivocarse.
b1-known = Quizá no lo sabías. Puede que alguien te la haya enviado.
b1-known-me = Quizá no lo sabías. Puede que alguien te la haya enviado. Incluso puede que sea una foto tuya.
b1-help = Pase lo que pase, puedes recibir ayuda ahora.
b1-me = Es una foto mía
b1-sent = Alguien me la envió
b1-not-right = Creo que esto es un error

b2-title = Sentimos que te haya pasado esto
b2-fault = No es culpa tuya. Pueden ayudarte a que quiten la foto.
b2-tools = Hay herramientas gratuitas para eso. Para pedir ayuda no hace falta que le enseñes la foto a una persona adulta.

b3-title = Has hecho bien en parar
b3-keep = Por favor, no la reenvíes ni se la enseñes a tus amistades.
b3-tell = Cuéntaselo a una persona adulta de confianza.
b3-tell-report = Cuéntaselo a una persona adulta de confianza, o usa una línea de aviso. Ayudan con esto todos los días.
b3-report = Buscar una línea de aviso

b4-title = Puede que tengas razón
b4-trouble = Las comprobaciones así se equivocan a veces. No te has metido en ningún lío.
b4-review = Puedes preguntar a la gente de { $app }. No les envíes la foto. No la necesitan.
b4-still = Hasta entonces, esta foto no se puede enviar aquí.

c1-title = No puedes subir esta imagen
c1-csam = Parece coincidir con una lista de imágenes de abuso sexual infantil. Hacer, guardar o compartir esas imágenes es delito en la mayoría de los países, y cada una hace daño a un niño o una niña real.
c1-csam-help = Si te preocupan tus propios pensamientos o actos, puedes recibir ayuda gratuita y confidencial. No hace falta que des tu nombre.
c1-csam-found = Si te encontraste esta imagen por casualidad, no la guardes ni la compartas. Avisa a una línea de denuncia de dónde la encontraste.
c1-ncii = Parece coincidir con una imagen que alguien no quiere que se comparta.
c1-ncii-me = Si es una imagen tuya, hay servicios que ayudan a que no se comparta.
c1-ncii-found = Si alguien te la envió, no la guardes ni la reenvíes.
c1-terrorism = Parece coincidir con una lista de imágenes hechas por grupos terroristas.
c1-terrorism-found = Si te encontraste esta imagen por casualidad, no la guardes ni la compartas. Puedes decirle a la policía dónde la encontraste.
c1-host-blocklist = Parece coincidir con una imagen que no está permitida en { $app }.
c1-demo = Esto es una demostración. Parece coincidir con una imagen de la lista de prueba, y en esa lista solo hay imágenes inofensivas.
c1-demo-real = Con una lista real, esta pantalla dice para qué es la lista. La ayuda de abajo es real.
c1-mistake = Si crees que es un error, puedes pedir una revisión. No intentes enviar la imagen otra vez.
c1-help = Recibir ayuda confidencial
c1-report = Avisar de dónde la encontraste
c1-me = Es una imagen mía
c1-not-right = Esto es un error

c2-title = Pedir una revisión
c2-wrong = Ninguna comprobación acierta siempre. Puedes pedir a quienes llevan { $app } que lo miren.
c2-image = Para esto la imagen no se envía a nadie. No la añadas a tu mensaje ni intentes enviarla otra vez.

d1-title = Esto no es culpa tuya
d1-wrong = Está mal que alguien te presione o te dé miedo. Puedes parar ahora.
d1-step-stop = Deja de contestar. No le debes ninguna respuesta.
d1-step-pay = No envíes más fotos. No pagues.
d1-step-keep = Guarda los mensajes y los nombres. Después bloquea a esa persona.
d1-step-tell = Cuéntaselo a alguien de confianza, o habla ahora con alguien que te pueda ayudar.
d1-talk = Hablar ahora con alguien que ayuda
d1-sent = Ya envié una foto
d1-report = Avisar de esa persona

d2-title = Todavía puedes recibir ayuda
d2-many = A mucha gente joven le ha pasado esto. Las cosas pueden mejorar.
d2-tools = Hay herramientas gratuitas que ayudan a que una foto no se comparta. Con algunas, tu foto se queda en tu dispositivo.
d2-urgent = Si sientes que podrías hacerte daño, o estás en peligro, pide ayuda ahora mismo.
d2-takedown = Evitar que se comparta
d2-urgent-help = Pedir ayuda ahora mismo

e1-title = No pudimos comprobar esta foto
e1-not-sent = No se ha enviado. No es culpa tuya.
e2-title = No pudimos comprobar esta imagen
e-offline = Puede que no tengas conexión, o que la red vaya lenta.
e-unsupported = Nuestra comprobación no puede leer este tipo de archivo. Una foto JPEG o PNG puede funcionar.
e-too-large = Es demasiado grande para nuestra comprobación. Una copia más pequeña puede funcionar.
e-too-plain = Es demasiado lisa para nuestra comprobación. Tiene que haber más de un color.
e-expired-set = La lista que usamos es demasiado antigua.
e-aborted = La comprobación se paró antes de terminar.
e-error = La comprobación no llegó al final. Puede que el archivo esté dañado.
e-choose-retry-send = Puedes probar otra vez, elegir otra, o enviarla si crees que está bien.
e-choose-send = Puedes elegir otra, o enviarla si crees que está bien.
e-choose-retry = Puedes probar otra vez o elegir otra.
e-choose-replace = Puedes elegir otra.

help-title = Personas que pueden ayudar
help-ask = Puedes preguntarles cualquier cosa.
help-ask-free = Son gratis. Puedes preguntarles cualquier cosa.
help-quiet = No le decimos a nadie que has mirado esta página.
help-danger = Si estás en peligro ahora mismo, llama al número de emergencias de tu país.
help-limits = Lo que digas es privado, pero no siempre: si un niño o una niña está en peligro, o si se habla de un delito, puede que lo comuniquen. Su página explica cómo.
help-no-report = No conocemos una línea de aviso para este país. Quien te ayude puede decirte dónde avisar.
help-no-region = Elige tu país para ver quién está cerca de ti.
help-country = País
help-country-none = Mi país no está aquí
help-country-choose = Elige un país
help-slot-talk = Hablar
help-slot-takedown = Quitar una foto
help-slot-report = Avisar
help-slot-urgent = En una crisis
help-slot-behaviour = Ayuda confidencial
help-call = Llamar al { $number }
help-text = Escribir al { $number }
help-text-word = Enviar { $word } al { $number }
help-site = Abrir la página web
help-site-chat = Chatear en la página web
help-always = Día y noche
help-free = Gratis
help-no-name = Sin dar tu nombre
help-languages = En { $languages }
help-from = { $country }
help-stale = Puede que esto ya no esté al día.
help-count = { $count ->
    [one] { $count } lugar que puede ayudar.
   *[other] { $count } lugares que pueden ayudar.
}
help-new-tab = se abre en otra pestaña

how-title = Cómo funciona esta comprobación
how-code = Antes de enviar una foto, tu dispositivo saca de ella un código corto. Después busca ese código en una lista.
how-device = Todo esto pasa en tu dispositivo.
how-asks = Tu dispositivo también pregunta a quienes guardan la lista. Pregunta de forma oculta, así que no pueden saber qué foto es.
how-upload = La foto no se sube para comprobarla.
how-host = Aquí, { $app } nos pidió parar y preguntarte primero. La comprobación no vio lo que hay en la foto.
how-classifier = Un programa de tu dispositivo supuso que la foto puede ser íntima. Puede equivocarse.
how-wrong = Una coincidencia no quiere decir que hayas hecho algo malo. La comprobación puede equivocarse, y puede no ver cosas.
how-quiet = La comprobación no le dice a nadie lo que encontró. No guarda nada.
how-reports = La comprobación no guarda nada. Pero { $app } puede mirar lo que la gente envía y hacer algo al respecto. Pregunta a { $app } cómo.
