### @language fr
### @review draft

app-default = cette appli

action-stop = Ne pas envoyer
action-send = Envoyer
action-replace = En choisir une autre
action-talk = Parler à quelqu'un
action-done = Terminé
action-close = Fermer
action-cancel = Annuler
action-back = Retour
action-hide = Cacher
action-hide-hint = Cacher cet écran. Tu peux aussi appuyer trois fois sur Maj.
action-how = Comment marche cette vérification
action-retry = Réessayer
action-retrying = Nouvelle vérification…
action-review = Demander une vérification humaine
action-takedown = La faire retirer

shared-not-sent = Elle n'a pas été envoyée.

a1-title = Attends un instant
a1-may = On voit peut-être sur cette photo une partie nue ou intime d'un corps.
a1-not-sent-quiet = Elle n'a pas été envoyée. La vérification se fait sur ton appareil. Elle n'a montré la photo à personne.
a1-not-sent-reports = Elle n'a pas été envoyée. La vérification se fait sur ton appareil.
a1-not-sent-asks = Elle n'a pas été envoyée. La vérification n'a montré la photo à personne.
a1-choose = C'est toi qui choisis. Tu peux dire non, même si tu as dit oui avant.
a1-pressure = Quelqu'un me met la pression
a1-not-it = Ce n'est pas ce genre de photo
a1-more = Continuer

a1-held-rule = On ne peut pas envoyer ce genre de photo d'ici. C'est pareil pour tout le monde avant 13 ans. Tu n'as pas d'ennuis.
a1-held-stop = D'accord, ne pas envoyer
a1-held-why = Pourquoi je ne peux pas l'envoyer ?

a2-title = Regarde encore une fois
a2-save = Une fois une photo envoyée, d'autres personnes peuvent la garder ou la partager.
a2-feel = Est-ce que ça t'irait si des gens que tu connais la voyaient ?
a2-friend = Quelqu'un qui t'aime bien ne se fâche pas si tu dis non.

a2-held-title = Pourquoi elle reste ici
a2-held-friend = Quelqu'un qui t'aime bien ne se fâche pas si tu dis non.
a2-held-ask = Quelqu'un te l'a demandée ? Tu peux le dire à un adulte de confiance. Tu n'as pas besoin de lui montrer la photo.

a3-title = Merci. On s'est peut-être trompé
a3-mistakes = Notre vérification fait des erreurs. Tu n'as pas d'ennuis.
a3-choose = Tu peux envoyer la photo ou en choisir une autre.
a3-held-choose = On ne peut quand même pas envoyer celle-ci d'ici. Tu peux en choisir une autre, ou demander de l'aide à un adulte de confiance.

a4-title = Pas envoyée
a4-quiet = La photo n'a pas été envoyée. Cette vérification ne l'a pas gardée.
a4-reports = La photo n'a pas été envoyée.
a4-words = Si tu cherches tes mots, tu peux dire : « Je n'envoie pas ce genre de photos. »

b1-title = Cette photo ne peut pas être envoyée ici
b1-csam = Elle ressemble à une photo d'une liste qui aide à protéger les enfants.
b1-ncii = Elle ressemble à une photo que quelqu'un ne veut pas voir partagée.
b1-terrorism = Elle ressemble à une image d'une liste d'images faites pour faire peur et semer la haine.
b1-host-blocklist = Elle ressemble à une image qui n'est pas permise dans { $app }.
b1-demo = C'est une démo. Elle ressemble à une image de la liste de démo, et il n'y a que des images sans danger dans cette liste.
b1-wrong-quiet = Notre vérification ne l'a dit à personne. Elle peut se tromper.
b1-wrong-reports = Notre vérification peut se tromper.
b1-known = Tu ne le savais peut-être pas. Quelqu'un te l'a peut-être envoyée.
b1-known-me = Tu ne le savais peut-être pas. Quelqu'un te l'a peut-être envoyée. C'est peut-être même une photo de toi.
b1-help = Quoi qu'il se soit passé, tu peux avoir de l'aide maintenant.
b1-me = C'est une photo de moi
b1-sent = Quelqu'un me l'a envoyée
b1-not-right = Je pense que c'est une erreur

b2-title = On est désolé que ça t'arrive
b2-fault = Ce n'est pas ta faute. On peut t'aider à faire retirer la photo.
b2-tools = Il y a des outils gratuits pour ça. Pour demander de l'aide, tu n'as pas besoin de montrer la photo à un adulte.

b3-title = Tu as bien fait d'arrêter
b3-keep = S'il te plaît, ne la fais pas passer et ne la montre pas à tes amis.
b3-tell = Dis-le à un adulte de confiance.
b3-tell-report = Dis-le à un adulte de confiance, ou utilise une ligne de signalement. Ces gens aident pour ça tous les jours.
b3-report = Trouver une ligne de signalement

b4-title = Tu as peut-être raison
b4-trouble = Ce genre de vérification fait des erreurs. Tu n'as pas d'ennuis.
b4-review = Tu peux demander aux gens de { $app }. Ne leur envoie pas la photo. Ils n'en ont pas besoin.
b4-still = En attendant, cette photo ne peut pas être envoyée ici.

c1-title = Vous ne pouvez pas envoyer cette image
c1-csam = Elle semble correspondre à une liste d'images d'abus sexuels sur des enfants. Faire, garder ou partager de telles images est un crime ou un délit dans la plupart des pays, et chacune fait du mal à un enfant réel.
c1-csam-help = Si vos propres pensées ou actes vous inquiètent, vous pouvez trouver une aide gratuite et confidentielle. Vous n'avez pas à donner votre nom.
c1-csam-found = Si vous êtes tombé sur cette image par hasard, ne la gardez pas et ne la partagez pas. Signalez à une ligne de signalement où vous l'avez trouvée.
c1-ncii = Elle semble correspondre à une image que quelqu'un ne veut pas voir partagée.
c1-ncii-me = Si c'est une image de vous, des services aident à empêcher qu'elle soit partagée.
c1-ncii-found = Si quelqu'un vous l'a envoyée, ne la gardez pas et ne la faites pas passer.
c1-terrorism = Elle semble correspondre à une liste d'images faites par des groupes terroristes.
c1-terrorism-found = Si vous êtes tombé sur cette image par hasard, ne la gardez pas et ne la partagez pas. Vous pouvez dire à la police où vous l'avez trouvée.
c1-host-blocklist = Elle semble correspondre à une image qui n'est pas permise dans { $app }.
c1-demo = C'est une démo. Elle semble correspondre à une image de la liste de démo, et il n'y a que des images sans danger dans cette liste.
c1-demo-real = Avec une vraie liste, cet écran dit à quoi sert la liste. L'aide ci-dessous est réelle.
c1-mistake = Si vous pensez que c'est une erreur, vous pouvez demander une vérification. N'essayez pas d'envoyer l'image à nouveau.
c1-help = Trouver une aide confidentielle
c1-report = Signaler où vous l'avez trouvée
c1-me = C'est une image de moi
c1-not-right = C'est une erreur

c2-title = Demander une vérification
c2-wrong = Aucune vérification n'a toujours raison. Vous pouvez demander aux personnes qui gèrent { $app } de regarder.
c2-image = Pour cela, l'image n'est envoyée à personne. Ne l'ajoutez pas à votre message, et n'essayez pas de l'envoyer à nouveau.

d1-title = Ce n'est pas ta faute
d1-wrong = Personne n'a le droit de te mettre la pression ou de te faire peur. Tu peux arrêter maintenant.
d1-step-stop = Arrête de répondre. Tu ne dois de réponse à personne.
d1-step-pay = N'envoie plus de photos. Ne paie pas.
d1-step-keep = Garde les messages et les noms. Puis bloque cette personne.
d1-step-tell = Dis-le à quelqu'un de confiance, ou parle maintenant à quelqu'un qui peut t'aider.
d1-talk = Parler maintenant à quelqu'un qui aide
d1-sent = J'ai déjà envoyé une photo
d1-report = Signaler cette personne

d2-title = Tu peux encore avoir de l'aide
d2-many = Beaucoup de jeunes sont passés par là. Ça peut aller mieux.
d2-tools = Des outils gratuits peuvent aider à empêcher qu'une photo soit partagée. Avec certains, ta photo reste sur ton appareil.
d2-urgent = Si tu penses à te faire du mal, ou si tu es en danger, demande de l'aide tout de suite.
d2-takedown = Empêcher qu'elle soit partagée
d2-urgent-help = Avoir de l'aide tout de suite

e1-title = On n'a pas pu vérifier cette photo
e1-not-sent = Elle n'a pas été envoyée. Ce n'est pas ta faute.
e2-title = Cette image n'a pas pu être vérifiée
e-offline = Il n'y a peut-être pas de connexion, ou le réseau est lent.
e-unsupported = Notre vérification ne sait pas lire ce genre de fichier. Une photo JPEG ou PNG marchera peut-être.
e-too-large = Elle est trop grande pour notre vérification. Une copie plus petite marchera peut-être.
e-too-plain = Elle est trop vide pour notre vérification. Il faut plus d'une couleur dedans.
e-expired-set = La liste que nous utilisons est trop vieille.
e-aborted = La vérification a été arrêtée avant la fin.
e-error = La vérification n'est pas allée jusqu'au bout. Le fichier est peut-être abîmé.
e-choose-retry-send = Il est possible de réessayer, d'en choisir une autre, ou de l'envoyer si elle ne pose pas de problème.
e-choose-send = Il est possible d'en choisir une autre, ou de l'envoyer si elle ne pose pas de problème.
e-choose-retry = Il est possible de réessayer ou d'en choisir une autre.
e-choose-replace = Il est possible d'en choisir une autre.

help-title = Des gens qui peuvent aider
help-ask = On peut leur demander n'importe quoi.
help-ask-free = C'est gratuit. On peut leur demander n'importe quoi.
help-quiet = Nous ne disons à personne que cette page a été ouverte.
help-danger = En cas de danger immédiat, il faut appeler le numéro d'urgence du pays.
help-limits = Ce qui est dit reste privé, mais pas toujours : si un enfant est en danger, ou s'il est question d'un crime, cela peut être transmis. Leur page explique comment.
help-no-report = Nous ne connaissons pas de ligne de signalement pour ce pays. Les personnes ci-dessous peuvent dire où signaler.
help-no-region = Choisis un pays pour voir qui est près de toi.
help-country = Pays
help-country-none = Mon pays n'est pas là
help-country-choose = Choisir un pays
help-slot-talk = Parler
help-slot-takedown = Faire retirer une photo
help-slot-report = Signaler
help-slot-urgent = En cas de crise
help-slot-behaviour = Aide confidentielle
help-call = Appeler le { $number }
help-text = Envoyer un SMS au { $number }
help-text-word = Envoyer { $word } au { $number }
help-site = Ouvrir le site
help-site-chat = Tchatter sur le site
help-always = Jour et nuit
help-free = Gratuit
help-no-name = Sans donner de nom
help-languages = En { $languages }
help-from = { $country }
help-stale = Ceci n'est peut-être plus à jour.
help-count = { $count ->
    [one] { $count } endroit où trouver de l'aide.
   *[other] { $count } endroits où trouver de l'aide.
}
help-new-tab = s'ouvre dans un nouvel onglet

how-title = Comment marche cette vérification
how-code = Avant l'envoi d'une photo, l'appareil en tire un code court. Puis il cherche ce code dans une liste.
how-device = Tout se passe sur l'appareil.
how-asks = L'appareil demande aussi aux personnes qui tiennent la liste. Il demande de façon cachée : elles ne peuvent pas savoir de quelle photo il s'agit.
how-upload = La photo n'est pas envoyée pour être vérifiée.
how-host = Ici, { $app } nous a demandé de faire une pause et de poser la question d'abord. La vérification n'a pas vu ce qu'il y a sur la photo.
how-classifier = Un programme sur l'appareil a deviné que la photo est peut-être intime. Il peut se tromper.
how-wrong = Une correspondance ne veut pas dire que quelqu'un a fait quelque chose de mal. La vérification peut se tromper, et elle peut rater des choses.
how-quiet = La vérification ne dit à personne ce qu'elle a trouvé. Elle ne garde rien.
how-reports = La vérification ne garde rien. Mais { $app } regarde peut-être ce que les gens envoient, et peut y réagir. Demande à { $app } comment ça se passe.
