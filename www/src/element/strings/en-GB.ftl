### @language en-GB
### @based-on en
### @review draft
### Only what differs from en.ftl.

a2-friend = A good friend or partner will not be cross if you say no.
a2-held-friend = A good friend will not be cross if you say no.
