# The words of Natter in English. Short, warm, concrete, no exclamation marks.

## Accounts
register-title = Create an account
register = Create an account
have-account = Already have an account?
new-here = New here?
sign-in = Sign in
sign-out = Sign out
username = User name
username-hint = 3 to 32 characters: a–z, 0–9, dot, hyphen, underscore
display-name = How others see you
password = Password
password-hint = At least 8 characters
email-optional = E-mail (optional)
email-hint = So that people who know it can find you. We send no mail.
username-or-email = User name or e-mail
invite = Invitation code

## Conversations
conversations = Conversations
start-conversation = Start a conversation
start-conversation-with = User name or e-mail of whom you want to talk to
notes-to-self = Notes to yourself
no-messages-yet = No messages yet
more-conversations = More conversations
welcome-title = Pick up a thread
welcome = Choose a conversation, or start one by user name or e-mail.
welcome-empty-title = Hello, { $name }
welcome-empty = It is quiet here. Enter somebody’s user name or e-mail and say the first word.
preview-own = You: { $text }
unread = { $count ->
    [one] unread message
   *[other] unread messages
}
back = Back to conversations

## Messages
messages = Messages
message = Message
message-to = Message to { $name }
message-deleted = Message deleted
send = Send
sending = Sending
not-sent = Not sent.
send-again = Send again
new-messages = New messages
jump-new = ↓ New messages
load-earlier = Load earlier messages
loading-earlier = Loading earlier messages…
load-later = Load later messages
loading-later = Loading later messages…
mark-read = Mark as read

## Streams
stream-signed-out = You have signed out.
stream-too-many = Natter is open in too many places. This one waits until you use it again.

## Times
date-long = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
date-short = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}

## What is wrong with a field
problem-not-text = This is not text that can be read.
problem-not-a-number = This must be a whole number.
problem-username-length = A user name has 3 to 32 characters.
problem-username-start = A user name begins with a letter a–z or a digit.
problem-username-characters = A user name has only a–z, 0–9, dot, hyphen and underscore.
problem-username-taken = This user name is taken. Try another one.
problem-display-name-length = A name has 1 to 64 characters.
problem-control-characters = There are invisible characters in it that cannot be kept.
problem-password-length = A password has 8 to 128 characters.
problem-email = This does not look like an e-mail address.
problem-email-taken = There is an account with this e-mail already.
problem-invite = This invitation is not valid.
problem-sign-in = User name and password do not match.
problem-unknown-person = Nobody here has this user name or e-mail.
problem-body-empty = Write something first.
problem-body-long = A message has at most 4,000 characters.
problem-nonce = This form is out of order. Send again.
problem-nonce-used = Another message was sent with this form already. Send again to send this one too.

## Errors
error-number = Error { $status }
error-not-found-title = Nothing was said here
error-not-found = This page does not exist, or the conversation is not yours to read.
error-not-allowed-title = Not here
error-registration-closed = No new accounts are made on this server. Ask whoever runs it.
error-cross-site = This came from another site, so nothing was done. Open Natter itself and try there.
error-bad-request-title = That did not make sense
error-cursor = This link points to a place that cannot exist.
error-cut-short = The form did not arrive whole. Send it again.
error-not-a-form = Natter only understands forms.
error-too-large = This is larger than a message can be.
too-many-requests = A little slower, please
too-many-requests-wait = { $count ->
    [one] Try again in { $count } second.
   *[other] Try again in { $count } seconds.
}
error-unavailable-title = Back in a moment
error-unavailable = Natter cannot reach its data right now. This page tries again by itself.
error-unavailable-form = Natter cannot reach its data right now. Go back, what you typed is still there, and send it again in a moment.
error-internal-title = Something went wrong
error-internal = The mistake is ours, and it was written down. Nothing was half done.
try-again = Try again
to-conversations = To your conversations
request = Request
