### @language pt-BR
### @review draft
### { $app } vem sem "em" e sem "de" antes ("este app").

app-default = este app

action-stop = Não enviar
action-send = Enviar
action-replace = Escolher outra
action-talk = Falar com alguém
action-done = Pronto
action-close = Fechar
action-cancel = Cancelar
action-back = Voltar
action-hide = Esconder isto
action-hide-hint = Esconde isto. Você também pode apertar Shift três vezes.
action-how = Como funciona esta verificação
action-retry = Tentar de novo
action-retrying = Verificando de novo…
action-review = Pedir uma revisão
action-takedown = Pedir para tirar do ar

shared-not-sent = Não foi enviada.

a1-title = Espere um momento
a1-may = Esta foto pode mostrar uma parte nua ou íntima de um corpo.
a1-not-sent-quiet = Ela não foi enviada. Esta verificação roda no seu aparelho. Ela não mostrou a foto para ninguém.
a1-not-sent-reports = Ela não foi enviada. Esta verificação roda no seu aparelho.
a1-not-sent-asks = Ela não foi enviada. Esta verificação não mostrou a foto para ninguém.
a1-choose = Você decide. Você pode dizer não, mesmo que tenha dito sim antes.
a1-pressure = Alguém está me pressionando
a1-not-it = Não é esse tipo de foto
a1-more = Continuar

a1-held-rule = Não dá para enviar fotos assim daqui. É igual para todo mundo com menos de 13 anos. Você não fez nada de errado.
a1-held-stop = Tudo bem, não enviar
a1-held-why = Por que não posso enviar?

a2-title = Olhe mais uma vez
a2-save = Depois que uma foto é enviada, outras pessoas podem salvar ou compartilhar.
a2-feel = Você ficaria bem se pessoas que você conhece vissem?
a2-friend = Quem gosta mesmo de você não fica com raiva se você diz não.

a2-held-title = Por que ela fica aqui
a2-held-friend = Quem gosta mesmo de você não fica com raiva se você diz não.
a2-held-ask = Alguém pediu essa foto? Você pode contar para um adulto em quem confia. Não precisa mostrar a foto.

a3-title = Valeu. Talvez a gente tenha errado
a3-mistakes = Nossa verificação erra às vezes. Você não fez nada de errado.
a3-choose = Você pode enviar a foto ou escolher outra.
a3-held-choose = Mesmo assim, não podemos enviar esta daqui. Você pode escolher outra ou pedir ajuda a um adulto em quem confia.

a4-title = Não foi enviada
a4-quiet = A foto não foi enviada. Esta verificação não guardou a foto.
a4-reports = A foto não foi enviada.
a4-words = Se faltarem palavras, você pode dizer: “Eu não mando fotos assim.”

b1-title = Esta foto não pode ser enviada aqui
b1-csam = Ela parece uma foto de uma lista que ajuda a proteger crianças.
b1-ncii = Ela parece uma foto que alguém não quer que seja compartilhada.
b1-terrorism = Ela parece uma imagem de uma lista de imagens feitas para espalhar medo e ódio.
b1-host-blocklist = Ela parece uma imagem que { $app } não permite.
b1-demo = Isto é uma demonstração. Ela parece uma imagem da lista de teste, e nessa lista só há imagens inofensivas.
b1-wrong-quiet = Nossa verificação não contou para ninguém. Ela pode errar.
b1-wrong-reports = Nossa verificação pode errar.
b1-known = Talvez você não soubesse. Alguém pode ter mandado para você.
b1-known-me = Talvez você não soubesse. Alguém pode ter mandado para você. Pode até ser uma foto sua.
b1-help = Não importa o que aconteceu, você pode ter ajuda agora.
b1-me = É uma foto minha
b1-sent = Alguém me mandou
b1-not-right = Acho que isso está errado

b2-title = Sentimos muito que isso tenha acontecido
b2-fault = A culpa não é sua. Você pode ter ajuda para tirar a foto do ar.
b2-tools = Existem ferramentas grátis para isso. Para pedir ajuda, você não precisa mostrar a foto para um adulto.

b3-title = Você fez bem em parar
b3-keep = Por favor, não passe adiante nem mostre para os amigos.
b3-tell = Conte para um adulto em quem você confia.
b3-tell-report = Conte para um adulto em quem você confia, ou use um canal de denúncia. Eles ajudam com isso todos os dias.
b3-report = Achar um canal de denúncia

b4-title = Você pode ter razão
b4-trouble = Verificações assim erram às vezes. Você não fez nada de errado.
b4-review = Você pode perguntar às pessoas que cuidam disso aqui ({ $app }). Não mande a foto. Elas não precisam dela.
b4-still = Até lá, esta foto não pode ser enviada aqui.

c1-title = Você não pode enviar esta imagem
c1-csam = Ela parece corresponder a uma lista de imagens de abuso sexual infantil. Fazer, guardar ou compartilhar imagens assim é crime na maioria dos países, e cada uma faz mal a uma criança de verdade.
c1-csam-help = Se você se preocupa com seus próprios pensamentos ou atos, pode ter ajuda gratuita e sigilosa. Não precisa dizer seu nome.
c1-csam-found = Se você encontrou esta imagem por acaso, não salve nem compartilhe. Denuncie a um canal de denúncia onde você a encontrou.
c1-ncii = Ela parece corresponder a uma imagem que alguém não quer que seja compartilhada.
c1-ncii-me = Se é uma imagem sua, há serviços que ajudam a impedir que ela seja compartilhada.
c1-ncii-found = Se alguém mandou para você, não salve nem passe adiante.
c1-terrorism = Ela parece corresponder a uma lista de imagens feitas por grupos terroristas.
c1-terrorism-found = Se você encontrou esta imagem por acaso, não salve nem compartilhe. Você pode dizer à polícia onde a encontrou.
c1-host-blocklist = Ela parece corresponder a uma imagem que { $app } não permite.
c1-demo = Isto é uma demonstração. Ela parece corresponder a uma imagem da lista de teste, e nessa lista só há imagens inofensivas.
c1-demo-real = Com uma lista de verdade, esta tela diz para que serve a lista. A ajuda abaixo é real.
c1-mistake = Se você acha que é um engano, pode pedir uma revisão. Não tente enviar a imagem de novo.
c1-help = Ter ajuda sigilosa
c1-report = Denunciar onde encontrou
c1-me = É uma imagem minha
c1-not-right = Isto é um engano

c2-title = Pedir uma revisão
c2-wrong = Nenhuma verificação acerta sempre. Você pode pedir às pessoas que mantêm { $app } que olhem isso.
c2-image = Para isso, a imagem não é enviada a ninguém. Não coloque a imagem na sua mensagem e não tente enviá-la de novo.

d1-title = A culpa não é sua
d1-wrong = É errado alguém pressionar ou assustar você. Você pode parar agora.
d1-step-stop = Pare de responder. Você não deve resposta a ninguém.
d1-step-pay = Não mande mais fotos. Não pague.
d1-step-keep = Guarde as mensagens e os nomes. Depois bloqueie a pessoa.
d1-step-tell = Conte para alguém em quem confia, ou fale agora com quem pode ajudar.
d1-talk = Falar agora com quem ajuda
d1-sent = Já mandei uma foto
d1-report = Denunciar a pessoa

d2-title = Você ainda pode ter ajuda
d2-many = Muita gente jovem já passou por isso. As coisas podem melhorar.
d2-tools = Ferramentas grátis ajudam a impedir que uma foto seja compartilhada. Com algumas, sua foto fica no seu aparelho.
d2-urgent = Se você sente que pode se machucar, ou está em perigo, peça ajuda agora mesmo.
d2-takedown = Impedir que seja compartilhada
d2-urgent-help = Ter ajuda agora mesmo

e1-title = Não conseguimos verificar esta foto
e1-not-sent = Ela não foi enviada. A culpa não é sua.
e2-title = Não conseguimos verificar esta imagem
e-offline = Você pode estar sem internet, ou a rede pode estar lenta.
e-unsupported = Nossa verificação não lê esse tipo de arquivo. Uma foto JPEG ou PNG pode funcionar.
e-too-large = Ela é grande demais para nossa verificação. Uma cópia menor pode funcionar.
e-too-plain = Ela é lisa demais para nossa verificação. Precisa ter mais de uma cor.
e-expired-set = A lista que usamos é antiga demais.
e-aborted = A verificação parou antes de terminar.
e-error = A verificação não chegou ao fim. O arquivo pode estar com defeito.
e-choose-retry-send = Você pode tentar de novo, escolher outra, ou enviar se tem certeza de que está tudo bem.
e-choose-send = Você pode escolher outra, ou enviar se tem certeza de que está tudo bem.
e-choose-retry = Você pode tentar de novo ou escolher outra.
e-choose-replace = Você pode escolher outra.

help-title = Pessoas que podem ajudar
help-ask = Você pode perguntar qualquer coisa.
help-ask-free = É grátis. Você pode perguntar qualquer coisa.
help-quiet = Não contamos a ninguém que você olhou esta página.
help-danger = Se você está em perigo agora, ligue para o número de emergência do seu país.
help-limits = O que você diz fica em segredo, mas nem sempre: se uma criança está em perigo, ou se aparece um crime, isso pode ser passado adiante. A página deles explica como.
help-no-report = Não conhecemos um canal de denúncia para este país. Quem ajuda pode dizer onde denunciar.
help-no-region = Escolha seu país para ver quem está perto de você.
help-country = País
help-country-none = Meu país não está aqui
help-country-choose = Escolha um país
help-slot-talk = Conversar
help-slot-takedown = Tirar uma foto do ar
help-slot-report = Denunciar
help-slot-urgent = Numa crise
help-slot-behaviour = Ajuda sigilosa
help-call = Ligar para { $number }
help-text = Mandar SMS para { $number }
help-text-word = Mandar { $word } para { $number }
help-site = Abrir o site
help-site-chat = Chat no site
help-always = Dia e noite
help-free = Grátis
help-no-name = Sem dizer o nome
help-languages = Em { $languages }
help-from = { $country }
help-stale = Isto pode estar desatualizado.
help-count = { $count ->
    [one] { $count } lugar que pode ajudar.
   *[other] { $count } lugares que podem ajudar.
}
help-new-tab = abre em outra aba

how-title = Como funciona esta verificação
how-code = Antes de uma foto ser enviada, seu aparelho tira dela um código curto. Depois procura esse código em uma lista.
how-device = Tudo isso acontece no seu aparelho.
how-asks = Seu aparelho também pergunta a quem cuida da lista. Pergunta de um jeito escondido, então não dá para saber qual é a foto.
how-upload = A foto não é enviada para a verificação.
how-host = Aqui, { $app } pediu que a gente parasse e perguntasse primeiro. A verificação não viu o que há na foto.
how-classifier = Um programa no seu aparelho achou que a foto pode ser íntima. Ele pode errar.
how-wrong = Uma correspondência não quer dizer que você fez algo errado. A verificação pode errar e pode deixar passar coisas.
how-quiet = A verificação não conta a ninguém o que encontrou. Ela não guarda nada.
how-reports = A verificação não guarda nada. Mas { $app } pode olhar o que as pessoas enviam e fazer algo. Pergunte lá como é.
