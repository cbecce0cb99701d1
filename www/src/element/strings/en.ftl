### The words of the screens, in Fluent (projectfluent.org). One file per language.
### @language en
### @review draft
### What "@review" may say: "draft" until a child-safety charity and young people have read the whole file, then
### "reviewed" with who did and when. Screens a, b, d and e1 are for young people: reading age 9 to 11.
### { $app } is the host's name, or "app-default". Whole sentences, so that they can be translated.

app-default = this app

action-stop = Don't send
action-send = Send it
action-replace = Pick a new one
action-talk = Talk to someone
action-done = Done
action-close = Close
action-cancel = Cancel
action-back = Back
action-hide = Hide this
action-hide-hint = Hide this. You can also press Shift three times.
action-how = How this check works
action-retry = Try again
action-retrying = Checking again…
action-review = Ask for a review
action-takedown = Get it taken down

shared-not-sent = It has not been sent.

a1-title = Wait a moment
a1-may = This photo may show a naked or private part of a body.
a1-not-sent-quiet = It has not been sent. This check runs on your device. It did not show the photo to anyone.
a1-not-sent-reports = It has not been sent. This check runs on your device.
a1-not-sent-asks = It has not been sent. This check did not show the photo to anyone.
a1-choose = You get to choose. You can say no, even if you said yes before.
a1-pressure = Someone is pushing me
a1-not-it = It's not that kind of photo
a1-more = Keep going

a1-held-rule = Photos like this can't be sent from here. It is the same for everyone under 13. You are not in trouble.
a1-held-stop = OK, don't send
a1-held-why = Why can't I send it?

a2-title = One more look
a2-save = Once a photo is sent, other people can save it or share it.
a2-feel = Would you feel OK if people you know saw it?
a2-friend = A good friend or partner will not be angry if you say no.

a2-held-title = Why it stays here
a2-held-friend = A good friend will not be angry if you say no.
a2-held-ask = Did someone ask you for it? You can tell a grown-up you trust. You don't have to show them the photo.

a3-title = Thanks. We may have got it wrong
a3-mistakes = Our check makes mistakes. You are not in trouble.
a3-choose = You can send the photo or pick a new one.

a3-held-choose = We still can't send this one from here. You can pick a new one, or ask a grown-up you trust to help.

a4-title = Not sent
a4-quiet = The photo was not sent. This check did not save it.
a4-reports = The photo was not sent.
a4-words = If you need words, you can say: “I don't send photos like that.”

b1-title = This photo can't be sent here
b1-csam = It looks like a photo on a list that helps to protect children.
b1-ncii = It looks like a photo that someone does not want to be shared.
b1-terrorism = It looks like a picture on a list of pictures made to spread fear and hate.
b1-host-blocklist = It looks like a picture that is not allowed in { $app }.
b1-demo = This is a demo. It looks like a picture on the demo list, and that list has only harmless pictures in it.
b1-wrong-quiet = Our check did not tell anyone. It can be wrong.
b1-wrong-reports = Our check can be wrong.
b1-known = You may not have known. Someone may have sent it to you.
b1-known-me = You may not have known. Someone may have sent it to you. It may even be a photo of you.
b1-help = Whatever happened, you can get help now.
b1-me = It's a photo of me
b1-sent = Someone sent it to me
b1-not-right = I think this is wrong

b2-title = We're sorry this happened
b2-fault = It is not your fault. You can get help to take the photo down.
b2-tools = There are free tools for this. You do not need to show the photo to a grown-up to ask for help.

b3-title = You did the right thing to stop
b3-keep = Please don't pass it on or show it to friends.
b3-tell = Tell a grown-up you trust.
b3-tell-report = Tell a grown-up you trust, or use a report line. They help with this every day.
b3-report = Find a report line

b4-title = You may be right
b4-trouble = Checks like this make mistakes. You are not in trouble.
b4-review = You can ask the people at { $app } about it. Don't send them the photo. They don't need it.
b4-still = Until then, this photo can't be sent here.

c1-title = You can't upload this image
c1-csam = It appears to match a list of images of child sexual abuse. Making, keeping or sharing such images is a crime in most countries, and each one harms a real child.
c1-csam-help = If you are worried about your own thoughts or actions, you can get free help in confidence. You do not have to give your name.
c1-csam-found = If you came across this image by accident, do not save or share it. Report where you found it to a hotline.
c1-ncii = It appears to match an image that someone does not want to be shared.
c1-ncii-me = If it is an image of you, there are services that help to stop it from being shared.
c1-ncii-found = If someone sent it to you, do not save it or pass it on.
c1-terrorism = It appears to match a list of images made by terrorist groups.
c1-terrorism-found = If you came across this image by accident, do not save or share it. You can tell the police where you found it.
c1-host-blocklist = It appears to match an image that is not allowed in { $app }.
c1-demo = This is a demo. It appears to match an image on the demo list, and that list has only harmless pictures in it.
c1-demo-real = With a real list, this screen says what the list is for. The help below is real.
c1-mistake = If you think this is a mistake, you can ask for a review. Do not try to send the image again.
c1-help = Get confidential help
c1-report = Report where you found it
c1-me = It is an image of me
c1-not-right = This is a mistake

c2-title = Ask for a review
c2-wrong = No check is always right. You can ask the people who run { $app } to look into it.
c2-image = The image is not sent to anyone for this. Do not add it to your message, and do not try to send it again.

d1-title = This is not your fault
d1-wrong = It is wrong for anyone to push you or scare you. You can stop now.
d1-step-stop = Stop replying. You don't owe them a reply.
d1-step-pay = Don't send more photos. Don't pay.
d1-step-keep = Keep the messages and names. Then block them.
d1-step-tell = Tell someone you trust, or talk to a helper now.
d1-talk = Talk to a helper now
d1-sent = I already sent a photo
d1-report = Report them

d2-title = You can still get help
d2-many = Lots of young people have been through this. Things can get better.
d2-tools = Free tools can help to stop a photo from being shared. With some of them, your photo stays on your device.
d2-urgent = If you feel like you might hurt yourself, or you are in danger, get help right now.
d2-takedown = Stop it being shared
d2-urgent-help = Get help right now

e1-title = We couldn't check this photo
e1-not-sent = It has not been sent. This is not your fault.

e2-title = We couldn't check this image

e-offline = You may be offline, or the network may be slow.
e-unsupported = Our check can't read this kind of file. A JPEG or PNG photo may work.
e-too-large = It is too big for our check. A smaller copy may work.
e-too-plain = It is too plain for our check. There has to be more in it than one colour.
e-expired-set = The list that we check with is too old.
e-aborted = The check was stopped before it was done.
e-error = The check did not get to its end. The file may be damaged.
e-choose-retry-send = You can try again, pick a new one, or send it if you are sure it is OK.
e-choose-send = You can pick a new one, or send it if you are sure it is OK.
e-choose-retry = You can try again, or pick a new one.
e-choose-replace = You can pick a new one.

help-title = People who can help
help-ask = You can ask them anything.
help-ask-free = These are free. You can ask them anything.
help-quiet = We don't tell anyone that you looked at this page.
help-danger = If you are in danger right now, call the emergency number of your country.
help-limits = What you say is private, but not always: if a child is in danger, or a crime comes up, it may be passed on. Their page says how.
help-no-report = We don't know a report line for this country. A helper can tell you where to report.
help-no-region = Choose your country to see who is near you.
help-country = Country
help-country-none = My country is not here
help-country-choose = Choose a country
help-slot-talk = Talk
help-slot-takedown = Take a photo down
help-slot-report = Report
help-slot-urgent = In a crisis
help-slot-behaviour = Confidential help
help-call = Call { $number }
help-text = Text { $number }
help-text-word = Text { $word } to { $number }
help-site = Open the website
help-site-chat = Chat on the website
help-always = Day and night
help-free = Free
help-no-name = No name needed
help-languages = In { $languages }
help-from = { $country }
help-stale = This may be out of date.
help-count = { $count ->
    [one] { $count } place that can help.
   *[other] { $count } places that can help.
}
help-new-tab = opens in a new tab

how-title = How this check works
how-code = Before a photo is sent, your device works out a short code from it. Then it looks for that code in a list.
how-device = All of this happens on your device.
how-asks = Your device also asks the people who keep the list. It asks in a hidden way, so they can't tell what the photo is.
how-upload = The photo is not uploaded for the check.
how-host = Here, { $app } asked us to stop and ask you first. The check did not see what is in the photo.
how-classifier = A program on your device guessed that the photo may be private. Guesses can be wrong.
how-wrong = A match does not mean that you did something wrong. The check can be wrong, and it can miss things.
how-quiet = The check tells no one what it found. It keeps nothing.
how-reports = The check keeps nothing. But { $app } may look at what people send, and may act on it. Ask { $app } how.
