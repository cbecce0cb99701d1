### @language en-US
### @based-on en
### @review draft
### Only what differs from en.ftl.

a2-friend = A good friend or partner will not get mad if you say no.
a2-held-friend = A good friend will not get mad if you say no.
e-too-plain = It is too plain for our check. There has to be more in it than one color.
