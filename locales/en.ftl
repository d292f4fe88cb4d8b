# The words of Natter in English. Short, warm, concrete, no exclamation marks.

description = Messages between people who know each other, on a server of their own.

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
show-password = Show password
password-lost = Forgot your password? Ask whoever runs this server for a link to choose a new one.
email-optional = E-mail (optional)
email-hint = You can sign in with it. Nobody sees it, and we send no mail.
username-or-email = User name or e-mail
invite = Invitation code
invited-by = { $name } invites you to { $place }. Make an account, and you can talk right away.

## Conversations
conversations = Conversations
notes-to-self = Notes to yourself
no-messages-yet = No messages yet
conversation-empty-title = Say hello to { $name }
conversation-empty = Nothing has been said here yet. Write the first word below.
notes-empty-title = Room for your notes
notes-empty = Write down what you want to find again. It is there on all your devices.
more-conversations = More conversations
skip = Skip to content
welcome-title = Pick up a thread
welcome = Choose a conversation, or look for somebody to talk to.
welcome-empty-title = Hello, { $name }
welcome-empty = It is quiet here. Find somebody and say the first word.
preview-own = You:
unread = { $count ->
    [one] unread message
   *[other] unread messages
}
back = Back to conversations

## Presence
online = Online
away = Away
last-seen = last seen

## Messages
messages = Messages
message = Message
message-to = Message to { $name }
message-deleted = Message deleted
send = Send
sent = Sent
read = Read
typing = { $name } is typing
typing-many = { $names } are typing
typing-here = typing
sending = Sending
still-sending = Still sending
not-sent = Not sent.
draft = Draft:
preview-sending = Sending:
preview-not-sent = Not sent:
characters-left = Characters left:
discard = Discard
send-again = Send again
new-messages = New messages · { $count }
jump = Go to the newest messages
load-earlier = Load earlier messages
loading-earlier = Loading earlier messages…
load-later = Load later messages
loading-later = Loading later messages…
mark-read = Mark as read

## Files
files-pictures = { $count ->
    [one] Picture
   *[other] { $count } pictures
}
files-videos = { $count ->
    [one] Video
   *[other] { $count } videos
}
files-several = { $count ->
    [one] { $count } file
   *[other] { $count } files
}
files-voice = Voice message
files-audio = Audio
files-with-text = { $files }: { $line }
file-size-bytes = { $count ->
    [one] { $count } byte
   *[other] { $count } bytes
}
file-size-kb = { $size } KB
file-size-mb = { $size } MB
decimal-mark = .

## Emoji
emoji = Emoji
emoji-search = Find an emoji
emoji-all = All emoji
emoji-recent = Recent
emoji-none = No emoji is called that.
emoji-found = { $count ->
    [one] { $count } emoji
   *[other] { $count } emoji
}
emoji-smileys = Smileys
emoji-people = People
emoji-nature = Animals and nature
emoji-food = Food and drink
emoji-travel = Travel and places
emoji-activities = Activities
emoji-objects = Things
emoji-symbols = Symbols
emoji-flags = Flags

## Streams
stream-removed = You are no longer in this conversation.
stream-signed-out = You are signed out here. Press anywhere to sign in.
stream-too-many = Natter is open in too many places. This one waits until you use it again.
stream-too-many-programs = Too many streams are open for this account, and this was the oldest.
stream-token-ended = This token was withdrawn or has ended.
offline = No connection. What you write is sent when it is back.
offline-held = No connection. Other pages open when it is back.

## People
new-conversation = New conversation
everybody = Everybody here
everybody-empty = Nobody else yet.
find-people = Find people
search-people = Find people by name
search-hint = Name or user name
search = Search
people-found = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
people-found-first = The first { $count }
nobody-found = Nobody here is called that.
person-reader = you
write = Write
contacts = Your contacts
contacts-empty = Nobody yet. Whoever you add here is always one click away.
contact-add = Add to contacts
contact-remove = Remove from contacts
contact-add-name = Add { $name } to contacts
contact-remove-name = Remove { $name } from contacts
profile-contact = In your contacts
profile-no-contact = Not in your contacts
profile-reader = This is how others see you.

## Search
search-all = Search everything
search-hint-all = Search people, conversations and messages
search-messages = Messages with “{ $words }”
search-everything = Search everything you can read
search-endings = Names, titles and words. Endings do not matter: “boats” finds “boat”.
search-quotes = Put words that belong together into quotes:
search-quoted = "high water"
search-from = From
search-from-whom = From whom
search-from-hint = A user name, or “me” for yourself
search-in = Where
search-in-which = In which conversation
search-everywhere = Everywhere
search-when = When
search-after = From this day on
search-before = Before this day
search-has-picture = Picture
search-has-file = File
search-has-link = Link
search-unindexed = { $count ->
    [one] Old messages are being prepared for the search. { $count } is not found yet.
   *[other] Old messages are being prepared for the search. { $count } are not found yet.
}
results-people = People
hits = { $count ->
    [one] { $count } message
   *[other] { $count } messages
}
hits-more = More than { $count } messages, the newest first
hits-further = More messages
hit-in = in { $title }
hit-to-you = to you
hit-to = to { $name }
hit-in-notes = in notes to self
nothing-found = Nothing found
nothing-found-with = Nothing with “{ $words }”
nothing-found-hint = Check the spelling, or take a filter away. Deleted messages are not found.

## Groups
group = Group
new-group = New group
group-title = Title
group-description = Description (optional)
group-description-hint = What it is about, what is expected. Members see it on the page of the group.
group-access = Who can come in
group-closed = Closed
group-closed-hint = The owner and the admins add people, or hand out a link.
group-open = Open
group-open-hint = Everybody on this server finds the group and can join it.
group-history = What new members can read
group-history-all = Everything
group-history-all-hint = What was said before they came, too.
group-history-joining = From when they come
group-history-joining-hint = The group begins for them on that day.
group-people = People
group-find = Find
group-nobody-offered = Find people by name, and tick who should be in the group.
group-nobody-found = Nobody here is called that. Those you have ticked stay ticked.
person-contact = contact
person-in-group = is in the group
group-make = Make the group
add-people = Add people
add-chosen = Add them
back-to-group = Back to the group
closed-group = Closed group
opened-group = Open group
group-members = { $count ->
    [one] { $count } member
   *[other] { $count } members
}
members-here = { $count ->
    [0] nobody here
   *[other] { $count } here
}
group-and-members = Group and members
group-empty = Nothing is left here that you can read. Write the first word below.
members = Members
members-find = Find a member
members-found = { $count ->
    [one] { $count } of them is called that
   *[other] { $count } of them are called that
}
members-none-found = No member is called that.
members-all = { $count ->
    [one] The one member
   *[other] All { $count } members
}
members-more = More members
members-added-by = Only the owner and the admins add people.
role-owner = Owner
role-admin = Admin
member-change = Change { $name }
member-make-admin = Make admin
member-take-admin = Take the role away
member-hand-over = Hand the group over
member-hand-over-hint = { $name } becomes the owner, and you an admin. Only { $name } can give it back.
member-hand-over-yes = Hand it over
member-remove = Remove from the group
group-about = Title and rules
group-avatar-remove = Use the initials
group-link = Invitation link
group-link-hint = Whoever has the link and an account here can join.
group-link-there = There is a link that works. It was shown when it was made, and is not kept.
group-link-make = Make a link
group-link-make-another = Make another link
group-link-another-hint = The earlier link stops working.
group-link-once = Copy it now. It is not shown again.
group-link-new = Your new link
group-link-guests = Whoever has no account can make one with it, too
group-link-revoke = Withdraw
leave-group = Leave the group
leave-group-hint = It goes from your list, with all that was said. To come back, somebody has to add you.
leave-group-open-hint = It goes from your list, with all that was said. You can join again.
leave-group-owner-hint = You are the owner. Whoever has been an admin longest becomes the owner then, else who has been here longest.
leave-group-last-hint = You are the only member. When you leave, the group ends, and all that was said is gone.
leave-group-yes = Leave
delete-group = Delete the group
delete-group-hint = The group and all that was said in it disappears for every member. This cannot be undone.
delete-group-typed = Write the title to confirm
join-group = Join
join-group-name = Join { $title }
join-group-ask = You are invited to this group.
join-group-member = You are a member of this group already.
group-to-conversation = To the conversation
groups-found = { $count ->
    [one] { $count } group
   *[other] { $count } groups
}
group-joined = you are in it
show-which = Which conversations
show-all = All
show-unread = Unread
show-groups = Groups
all-read = All read
all-read-hint = What is new comes here.
no-groups = You are in no group
no-groups-hint = Make one, or ask for an invitation link.
show-all-conversations = Show all

## Settings
settings = Settings
back-to-settings = Back to settings
profile = Profile
username-is = Your user name is { $username }.
avatar = Picture
avatar-frame = What others see of the picture
avatar-hint = A JPEG, PNG, GIF or WebP. Its middle is used.
avatar-use = Use it
avatar-remove = Use my initials
avatar-saved = Your picture is saved.
avatar-removed = Your initials stand for you again.
crop-zoom = Nearer
crop-hint = Drag the picture, or move it by the arrow keys.
save-profile = Save profile
save = Save
saved = Saved
current-password = Current password
new-password = New password
new-password-hint = At least 8 characters. Every other device is signed out.
confirm-email-hint = Only needed for another e-mail.
known-chat = Keep the link to { $chat } in Telegram
known-chat-hint = Tick this only if the chat is yours. Otherwise the link ends with the old password, and the chat is told.
change-password = Change password
reset-title = Choose a new password
reset-button = Set password and sign in
password-changed = Password changed. All other devices are signed out.
preferences = Language, look, presence
language = Language
language-browser = Same as the browser
theme = Theme
theme-system = As the device
theme-light = Light
theme-dark = Dark
time-zone = Time zone
time-zone-device = As the device
time-zone-hint = For every time that you see, and for quiet hours.
receipts = Read receipts
receipts-hint = Two ticks tell others that you have read, and you that they have. Off means off both ways.
on = On
off = Off
show-presence = Show others when I am online
show-presence-hint = Otherwise you look offline to them. You still see them.
telegram-off = Nobody has set up a Telegram bot on this server, so nothing is sent there.
telegram-out-of-reach = Telegram does not answer at the moment. Please look again later.
telegram-wrong-token = Telegram does not know this server's bot token. Whoever runs the server can mend this.
telegram-hint = Natter can tell you on Telegram when somebody wrote while you are away, and you can answer from there.
telegram-linked = Linked to { $chat }.
telegram-failing = Linked to { $chat }, but nothing gets there at the moment. It is tried again.
telegram-blocked = Linked to { $chat }, but the bot is blocked there. To be told again, unblock it in Telegram and send a test message.
telegram-last-sent = Last message sent
telegram-link = Link Telegram
telegram-unlink = Unlink
telegram-unlinked = Telegram is not linked any more.
telegram-test = Send a test message
telegram-test-sent = The test message is sent.
telegram-test-blocked = The bot is blocked in Telegram.
telegram-test-failed = The test message could not be sent.
telegram-open = Open this link on the device that has Telegram, or scan the picture with your phone, and press Start there.
telegram-open-bot = Open @{ $bot }
telegram-qr = QR code of the same link
telegram-type = Or send this code to @{ $bot }:
telegram-good-for = Good for ten minutes and for one use. This page notices by itself.
bot-does-status = What is linked here
bot-does-mute = No more notices for now
bot-does-unmute = Notices again
bot-does-stop = Unlink this chat
bot-does-help = What this bot can do
bot-hello = This bot tells you when somebody writes to you on Natter while you are away. To begin, open the settings there, choose Link Telegram, and follow the link or send the code here.
bot-help = I tell you when somebody writes to you on Natter while you are away. /status shows what is linked, /mute and /unmute stop and start the notices, /stop unlinks this chat.
bot-linked = Linked to @{ $username } on Natter. You will be told here when somebody writes while you are away.
bot-move = This chat is linked to @{ $from }. Link it to @{ $to } instead?
bot-move-yes = Yes, link it
bot-move-no = No, keep it
bot-kept = Everything stays as it was.
bot-old-button = This button does nothing any more.
bot-unknown-code = This link or code is not good any more. Make a new one in the settings of Natter.
bot-too-many-codes = Too many wrong codes. Please wait a few minutes.
bot-moved = @{ $username } has been linked to another Telegram chat. Nothing more will be sent here. Was that not you? Then change your password in Natter and link this chat again.
bot-ended = The password of @{ $username } is another one now, so this chat is not linked any more. Nothing more will be sent here. To link it again, open the settings of Natter.
bot-stopped = This chat is not linked any more. Nothing more will be sent here.
bot-muted = You will be told nothing until you send /unmute.
bot-unmuted = You will be told again.
bot-state = Linked to @{ $username }. Notices are on.
bot-state-muted = Linked to @{ $username }. Notices are off, /unmute turns them on.
bot-not-understood = I did not understand that. /help shows what I can do.
bot-unknown-command = I do not know this command. /help shows those I know.
bot-only-text = I can only take text.
bot-edited = Edited messages change nothing here. Send it as a new message.
bot-private = I only work in a private chat.
bot-disabled = Your account on Natter is disabled, so nothing comes of this. Ask whoever runs the server.
bot-not-a-notice = I do not know what you are answering. Answer one of my notices, and your words go into that conversation.
bot-not-a-member = You are not in that conversation any more.
bot-too-fast = That was too fast. Please send it again in a moment.
bot-read = Marked as read.
bot-muted-8h = Quiet for 8 hours.
bot-test = This is a test message. Notices from Natter will come here.
sessions = Signed-in devices
device = { $browser } on { $system }
device-unknown = Unknown browser
session-this = This device
session-active = Last used
session-since = Signed in
session-ended = Signed out there
sessions-ended = All other devices are signed out
sign-out-here = Sign out here
sign-out-others = Sign out all others

tokens = API tokens
tokens-hint = For programs that act as you.
token-new = Your new token
token-once = Copy it now. It is not shown again.
token-selected = The token is selected. Copy it now.
token-before = That token was made already, and it is not shown again. If you have not copied it, withdraw it and make another one.
token-revoked = The token is withdrawn
token-revoke = Withdraw
token-session = Signed in by a program
token-may = May { $scopes }
token-used = Last used
token-unused = Never used
token-from = from { $address }
token-name = Name of the new token
token-scopes = It may
token-scopes-hint = Read what you see, write as you do, change your account and what you administer.
token-read = Read
token-write = Write
token-admin = Administer
token-until = Valid for
token-until-month = 30 days
token-until-quarter = 90 days
token-until-year = A year
token-until-ever = Ever
token-make = Make a token
keep-tokens = Keep my API tokens
keep-tokens-hint = Tick this only if you know all of them. Otherwise they end with the old password.

## Invitations
invitations = Invitations
invitations-hint = Whoever you give a link to can make an account here, and begins in a conversation with you.
invitations-open = Anybody can make an account here. Whoever comes by a link of yours begins in a conversation with you.
invitations-closed = Registration is closed: nobody can make an account, and no new links can be made.
invite-people = Invite people
invitation-days = Valid for how many days
invitation-people = How many people may use it
invitation-no-limit = Leave it empty for no limit.
invitation-make = Make a link
invitations-valid = Links that work
invitations-waiting = Links that wait for registration to open
invitations-none = None at the moment.
invitation-link = Link …{ $ending }
invitation-copy = Copy
invitation-copied = Copied
invitation-selected = The link is selected. Copy it now.
invitation-share = Share
guests = Who came by a link
invitation-until = Valid until
invitation-for-ever = Does not expire
invitation-uses-of = used { $uses } of { $most }
invitation-uses = { $count ->
    [one] used once
   *[other] used { $count } times
}
invitation-qr = QR code
invitation-qr-alt = QR code of this link
invitation-revoke = Revoke
inviters = Who else may invite
inviters-hint = They make links of their own, and you see the links of all. When you stop it, their links stop working, too.
inviter-add = Let them invite
inviter-remove = Stop inviting

## Keys
keys = Keyboard
key-search = Search
key-next = Next conversation
key-previous = Previous conversation
key-composer = Write a message
key-type = just type
key-leave-composer = Leave the message field
key-send = Send
key-new-line = New line
key-sheet = This sheet
keys-single = Single keys too, on this device
keys-single-hint = Only where nothing can be written: / searches, J and K walk through the list, ? opens this sheet.
close = Close

## Times
today = Today
yesterday = Yesterday
weekday-short = { $weekday ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
weekday-long = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
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
date-long = { $weekday }, { $day } { $month ->
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
}
date-and-year = { $date } { $year }
date-and-time = { $date } { $year }, { $time }
this-minute = this minute
minutes-ago = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
hours-ago = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
day-ago = yesterday
days-ago = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}

## What is wrong with a field
problem-not-text = This is not text that can be read.
problem-not-a-number = This must be a whole number.
problem-username-length = A user name has 3 to 32 characters.
problem-username-start = A user name begins with a letter a–z or a digit.
problem-username-characters = A user name has only a–z, 0–9, dot, hyphen and underscore.
problem-username-taken = This user name is taken. Try another one.
problem-username-reserved = Nobody can have this user name here. Try another one.
problem-display-name-length = A name has 1 to 64 characters.
problem-control-characters = There are invisible characters in it that cannot be kept.
problem-password-length = A password has 8 to 128 characters.
problem-password-common = This is one of the passwords that are tried first. Choose a less common one.
problem-password-known = Others know this about you. Choose something they do not.
problem-email = This does not look like an e-mail address.
problem-email-taken = There is an account with this e-mail already.
problem-invite = This invitation is not valid.
problem-sign-in = User name and password do not match.
problem-disabled = This account is disabled. Ask whoever runs this server.
problem-disabled-person = This account is disabled, so nobody would read you.
problem-unknown-person = Nobody here has this user name.
problem-current-password = This is not your current password.
problem-confirm = Enter your current password here.
problem-language = Natter does not speak this language.
problem-theme = There is no such theme.
problem-time-zone = There is no such time zone.
problem-on-or-off = This can only be on or off.
problem-nobody-chosen = Tick somebody first.
problem-contact-oneself = You are always at hand. Write to yourself instead.
problem-contacts-full = Your list is full. Remove somebody first.
problem-invitation-days = From 1 to 365 days, or leave it empty.
problem-invitation-uses = From 1 to 1,000 people, or leave it empty.
problem-invitations-full = You have 50 links that work. Revoke one first.
problem-token-name = Give it a name of 1 to 64 visible characters.
problem-token-scopes = Say what it may; one thing at least.
problem-token-until = Choose one of these times.
problem-tokens-full = You have 50 tokens. Withdraw one first.
problem-body-empty = Write something first.
problem-body-long = A message has at most 4,000 characters.
problem-nonce = The nonce of this form has no more than 64 visible characters. Send again.
problem-nonce-of-another = This nonce belongs to another message, which was sent.
problem-answered-is-gone = The message you answer is gone. Leave reply_to out to send this without it.
problem-unknown-scope = There are the scopes read, write and admin; name at least one.
problem-nothing-to-answer = The message you answer is gone. Send again to send this without it.
problem-no-emoji = This is not an emoji.
problem-too-many-reactions = There are twenty different reactions already. Add one of those.
problem-message-deleted = This message was deleted.
error-not-yours = Only who wrote this message can do that.
error-group-role = Only those who manage this group can do that.
problem-group-title = A title has 1 to 80 characters.
problem-group-title-typed = This is not the title of the group.
problem-group-description = A description has no more than 400 characters.
problem-group-full = A group has no more than 1,000 members.
problem-removed-from-group = You were removed from this group. Ask its owner or an admin to add you again.
problem-nonce-used = Another message was sent with this form already. Send again to send this one too.
problem-file-missing = Choose a file first.
problem-file-empty = This file is empty.
problem-picture-large = This picture is too large to be shown. It can be sent as a file, with all that stands in it.
problem-picture-broken = This picture is damaged. It can be sent as a file, with all that stands in it.
problem-avatar-kind = Choose a JPEG, PNG, GIF or WebP picture.
problem-avatar-large = This picture is too large: it may have up to 50 megapixels.
problem-avatar-broken = This picture is damaged.
problem-crop = There is no such part of the picture. Choose it again.
problem-storage-full = Your files take up as much room as this server gives one person. Delete messages with files first.
problem-file-gone = A file is not there any more. Choose it again.
problem-files-many = A message can have up to ten files.
problem-file-too-large = A file is larger than this server takes.
problem-duration = A recording has a length in milliseconds, up to a day.
problem-waveform = A waveform is up to 64 letters from 0 to 9 and a to v.
problem-alt-long = A description has no more than 400 characters.

## What happened to a group
line-and = { $names } and { $last }
line-and-others = { $count ->
    [one] { $names } and { $count } other
   *[other] { $names } and { $count } others
}
line-created = { $author } made the group { $title }
line-added = { $author } added { $whom }
line-joined = { $author } joined the group
line-joined-by-link = { $author } joined the group by its link
line-left = { $author } left the group
line-removed = { $author } removed { $whom }
line-admin = { $author } made { $whom } an admin
line-no-admin = { $author } made { $whom } a member without further rights
line-owner = { $whom } owns the group now
line-titled = { $author } changed the title to { $title }
line-described = { $author } changed the description
line-pictured = { $author } changed the picture of the group
line-picture-removed = { $author } removed the picture of the group
line-opened = { $author } opened the group: anybody can find it and join
line-closed = { $author } closed the group: nobody joins who was not invited
line-history-shown = { $author } lets new members see what was said before
line-history-hidden = { $author } lets new members see only what is said from then on

## Errors
error-number = Error { $status }
error-not-found-title = Nothing was said here
error-not-found = This page does not exist, or the conversation is not yours to read.
error-not-allowed-title = Not here
error-gone-title = This link is not good any more
error-reset = It works once and for one day, and only the newest one does. Ask whoever runs this server for another.
error-registration-closed = No new accounts are made on this server. Ask whoever runs it.
error-cross-site = This came from another site, so nothing was done. Open Natter itself and try there.
error-bad-request-title = That did not make sense
error-host = The request does not say which server it is for.
error-misdirected-title = This is another house
error-misdirected = Nobody told Natter that it goes by this name. Whoever runs it can add the name to ALLOWED_HOSTS.
error-cursor = This link points to a place that cannot exist.
error-connection = This page does not know its own stream. Load it again.
error-other-reader = Somebody else has signed in here since. Please reload the page.
error-level = A group can tell you of all messages, of those that are meant for you, or of nothing.
error-mute = That is no time to mute for.
error-not-now-title = Not as things are
error-too-many-pinned = Ten conversations are pinned already. Unpin one of them first.
error-no-such-role = There is no such role in a group.
error-group-link = This link leads to no group any more. Ask for another one.
error-group-guests = You cannot let anybody make an account here.
error-neither-on-nor-off = That is neither on nor off.
error-no-such-message = There is no such message here.
error-cut-short = The form did not arrive whole. Send it again.
error-not-a-form = Natter only understands forms.
error-too-large = This is larger than a message can be.
error-file-too-large = A file can have up to { $count } MB here.
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
error-no-token-title = No token, or none that counts
error-no-token = Send a token in the Authorization header. This one is missing, not known, withdrawn or over.
error-missing-scope = This token may not do that: it lacks the scope “{ $scope }”.
error-not-json = Send JSON, and say so in Content-Type.
error-broken-json = This is not JSON, or not all of it.
error-fields-title = Something in it is not right
error-fields = Nothing was done. What is wrong is said beside each field.
error-changed-title = It has changed meanwhile
error-wrong-method = This address does not know that method.
error-begin-anew = That version is not known here. Begin anew from the messages as they are.
problem-wrong-kind = This is of the wrong kind.
problem-connection = A connection has a name of 1 to 64 letters, digits, hyphens and underscores.
try-again = Try again
to-conversations = To your conversations
request = Request

## Notices in Telegram
notice-one = { $name }
notice-quote = ↩ { $name }: { $line }
notice-several = { $count ->
    [one] { $count } new message from { $name }
   *[other] { $count } new messages from { $name }
}
notice-many = More than 99 new messages from { $name }
notice-nothing = { $count ->
    [one] You have a new message.
   *[other] You have { $count } new messages.
}
notice-nothing-many = You have more than 99 new messages.
notice-group-one = { $name } · { $title }
notice-group-several = { $count ->
    [one] { $count } new message in { $title }
   *[other] { $count } new messages in { $title }
}
notice-group-many = More than 99 new messages in { $title }
notice-group-said = { $name }: { $line }
notice-open = Open
notice-mute = Mute 8 h
notice-read = Read on Natter.
notice-replaced = There is a newer notice below.

## Notices in the settings
notice-content = What Telegram shows
notice-content-text = The message
notice-content-sender = Only who wrote
notice-content-nothing = Only that there is something
notice-content-hint = What is sent passes through Telegram's servers.
notice-pictures = Send small pictures along
notice-pictures-hint = The first picture of a message, while Telegram shows the message.
quiet-from = Quiet from
quiet-until = Quiet until
quiet-hint = Between these times Telegram stays silent; what is still unread is told afterwards. They follow the time zone above, or UTC if none is chosen. Leave both empty to be told at any time.
problem-notice-content = Choose one of the three.
problem-time-of-day = Write a time of the day like 22:30.
problem-quiet-half = Fill in both times, or neither.
problem-quiet-empty = The end must not be the beginning.

## Muting a conversation
pinned = pinned
pin = Pin to the top
unpin = Unpin
archive = Archive
unarchive = Take out of the archive
archived = Archived
archived-hint = A new message brings a conversation back to the list, unless it is muted.
archived-empty = Nothing is archived.
clear-history = Clear the history
clear-history-hint = Everything said here so far disappears for you, on all your devices and for good. The others keep it.
clear-history-yes = Clear it for me
menu = More about this conversation
mark-unread = Mark unread
muted = Muted
mentions-you = mentions you
mute-title = Notices in Telegram
mute-1h = Mute for 1 hour
mute-8h = Mute for 8 hours
mute-tomorrow = Mute until tomorrow morning
mute-always = Mute always
mute-off = Unmute
level-title = Tell me about
level-all = All messages
level-mentions = Mentions and replies to me
level-nothing = Nothing

# What is done with a message

message-more = More about this message
message-actions = What to do with it
completion = People to mention
completion-all = Everybody
readers = Who has read it
readers-counted = Read by { $readers } of { $others }
readers-others = The others have not read it, or keep to themselves when they read.
message-link = Link to this message
back-to-conversation = Back to the conversation
reply = Reply
reply-to = Reply to { $name }
reply-leave = Do not reply
edit = Edit
edit-message = Edit message
edit-leave = Leave it as it was
edited = Edited
forward = Forward
forward-title = Forward
forward-to = To
forwarded-from = Forwarded from { $name }
message-pin = Pin
message-unpin = Unpin
message-pinned = Pinned
pinned-all = All pinned messages
pinned-none = Nothing is pinned here.
copy-text = Copy text
copy-link = Copy link
copied = Copied
select = Select
selected = { $count } of 30 selected
delete-own-means = Your own messages go for everybody, those of others only for you.
delete-selected-for-me-means = They disappear for you alone. Others keep seeing them.
delete = Delete
delete-for-everybody = Delete for everybody
delete-for-everybody-means = It goes from the conversation for everybody. “Message deleted” stays in its place.
delete-for-me = Delete for me
delete-for-me-means = It disappears for you alone. Others keep seeing it.
and-others = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
problem-edited-meanwhile = This message was changed meanwhile. Look at how it reads now before you save.
problem-forward-messages = Choose up to thirty messages.
problem-forward-targets = Choose one to ten conversations.
select-end = Done
not-done = This did not work. Try again.
not-loaded = A part of this page did not come. Reload it and try again.
jump-to-date = Jump to a date
jump-to-date-yes = Go there
unread-from-here = Mark unread from here
problem-forward-copies = That is too much at once. Choose fewer messages or fewer conversations.

## The page about the API
api-title = The API
api-lead = What a person can do here, a program can do: write, read, react, hear what is new. It speaks JSON over HTTP and needs a token.
api-your-tokens = Your tokens
api-more = What programs can do with them
api-contents = On this page
api-begin-title = Begin
api-messages-title = Messages
api-reactions-title = Reactions
api-files-title = Files
api-upload = A form with a `file` in it, and before that what is said about it: `nonce`, `alt`, `as_file`, and of a voice message `voice`, `duration`, `waveform`. Send it within a day by its `id`: `"files": ["…"]` in a message takes up to ten, and `body` may be empty then. With the same `nonce` it is uploaded once. Pictures lose the place where they were taken, unless `as_file` is `1`.
api-download = The file, at the `path` of each message that carries it, for who sees that message. It takes `Range`. Where there is a `thumbnail_path`, a small picture is there.
api-news-title = News
api-problems-title = Errors and limits
api-answer = Answer { $status }
api-means = Means
api-events = Events
api-begin = Make a token in the settings, or sign in for one. Send it with every request, and keep it as you would a password. A token does no more than its owner may, and no more than you let it.
api-scopes = Of its scopes, `read` sees what you see, `write` does what you do every day, and `admin` changes the account. None includes another.
api-sign-in = Signs in. A bot needs `read` and `write`; without `scopes` the token may do everything. By its `name` you find it in the settings. It lasts 180 days, and only this answer has it; `DELETE /sessions/current` withdraws it. A wrong password is 422.
api-me = Who the token acts as.
api-conventions = Every address below begins with `/api/v1`. Times are UTC in RFC 3339, ids are strings. What we add later may stand in an answer any time: pass over fields you do not know. We pass over yours, and name a wrong one. Sentences come in the language of the account, or in the one of `Accept-Language`.
api-document = All of it, for programs that write programs (OpenAPI 3.1):
api-start = Finds the direct conversation with somebody, or starts it.
api-list = The conversations of the token’s owner: pinned ones first, then those with the newest messages. `unread` counts messages of others. When there are more, `next` goes into `?cursor=`; else it is `null`. `archived=true` lists those put away.
api-conversation = One of them, with its `id`. `last_read_seq` is how far you have read, also as another program of yours. `version` grows with every change.
api-send = `body` is Markdown, up to 4,000 characters. A message has a number in its conversation, `seq`: 1, 2, 3, without gaps. With the same `nonce`, up to 64 characters, it is sent once, however often you try, so make it of what you are doing; everybody who reads the message sees it. The same with another text or `reply_to` is 422 and names `nonce`: the first one was sent, so take it as done. `reply_to` answers a `seq`. `seen` marks all up to a `seq` as read.
api-read = Up to 50 messages, oldest first. `before`, `after` and `around` take a `seq`, `on` a day like `2026-11-22`, one of them at a time; without them you get the newest. `has_older` and `has_newer` say whether there are more: go on from `first` and `last`, as what you have hidden is left out. What a message answers is whole in its `reply_to`. Your own have your user name in `author`.
api-mark-read = Says how far you have read. It never goes back. The other person is told, unless one of you does not share it.
api-edit = Edits a message of yours. `version` is the one you have edited. When its text has changed since, nothing is done, and the answer is 409 with the message as it stands.
api-search = Finds messages by their words in any form, the newest first, in all that you can read. The last word may be begun only. `"high water"` is a phrase; `from:anna`, `in:"Rowing club"`, `after:2026-11-01`, `before:2026-12-01` and `has:link` stand among the words or are parameters of these names. `marks` are the characters of `text` that were found. `next` goes into `?cursor=`. What no message has finds nothing, and no text is an error.
api-react = Reacts with an emoji. `"on": false` takes it back.
api-delete = Deletes a message of yours for everybody.
api-groups-title = Groups
api-make-group = Makes a group of its owner and `usernames`: all of them, or 422. `title` has up to 80 characters, `description` 400. A group that is `open` is found by `GET /groups?q=` and joined by anybody with `POST …/join`. With `history` as `joining`, who joins sees what is said from then on. The same `nonce` and title make one group, however often you try.
api-change-group = Changes what is named and leaves the rest. Only the owner and the admins may; `role` in the answer says what you are.
api-role = Only the owner may: `admin`, `member`, or `owner`, who takes your place.
api-members = Owner, admins and members, each by name. The owner and the admins add people with `POST` and `usernames`, and remove somebody with `DELETE …/members/daniel`. Whoever is removed reads nothing any more, and their streams end.
api-group-events = Messages as elsewhere, but what happens to a group stands between them: of `kind` `event`, without a `body`. `whom` has the first four user names of `count`. There may be more kinds of `what` one day. For whom an event is not about, it is not unread.
api-group-link = A link by which anybody may join, for people at `url` and for programs by `POST /groups/join` with the `token`. Only this answer has it; a new one takes its place, and `DELETE` ends it. `POST …/leave` is the way out.
api-delete-group = Deletes a group with all that was said, for everybody. Only its owner may, and says its title to be sure.
api-stream = A stream of server-sent events. It begins with what has changed in `conversation` since the version `after`: each message once, as it is now, in the order of versions. Then come the list and whatever happens. Without `after` it begins with the first message; with the `version` and `epoch` of the conversation, at what is new.
api-event-message = A message is new or has changed. The `id` of the event is its `version`. An event with an `id` and no data only moves you on.
api-event-list = The first part of the list, at the beginning and when something may have been missed. Where `next` is not `null`, read on by `GET /conversations?cursor=…`.
api-event-entries = Entries of the list, as they are now: something was written or read there
api-event-entry-gone = What is not in the list any more, as you are no member of it now
api-event-read = How far others have read
api-event-hidden = A message you have hidden from yourself
api-event-pinned = The newest pinned message
api-event-typing = Somebody is typing
api-event-presence = Who is here
api-event-reset = Too much was missed, or it never happened. Read the conversation again, and follow from its `version`. The stream ends.
api-event-closed = The token is worth nothing any more, you are no member any more, or more than 64 streams are open: `reason` is `signed_out`, `removed` or `too_many`, and `detail` says it to people. Do not come back.
api-stream-list = Without `conversation` you hear of all conversations by `list` and `entries`. These events have no `id`: the list is told whole again. What to do about a conversation: read the messages after its `last_read_seq`, and mark them as read once they are done. Then nothing is lost while you are away, and with a `nonce` of the conversation and the `seq` nothing is done twice. Give a bot an account of its own, for what its owner or another program reads first is done for it, too.
api-stream-cut = A connection may end any time. Come back with pauses that grow, and name the last `id` you saw; nothing is lost or doubled. Add `epoch`, as the conversation has it, to be told by `reset` when the server was restored from a backup. Events have no name but for `reset`, `closed` and `ping`, which comes every 15 seconds: when nothing has come for a minute, the connection is dead.
api-tail = `natter tail --url …` does all this and prints an event on every line.
api-problems = An error is `application/problem+json`, as RFC 9457 writes it: a status, a sentence that may be shown to people, and which fields are wrong. What you send is `application/json`.
api-status-400 = This is no JSON, or no such place in a list
api-status-401 = No token, or one that was withdrawn or has ended
api-status-403 = Not for you to do; where the token lacks a scope, `WWW-Authenticate` says which
api-status-404 = It is not there, or not for you
api-status-409 = It has changed meanwhile; `message` has it as it stands
api-status-405 = This address does not know the method; `Allow` says which it knows
api-status-410 = A link that is used up, or a version that is not known here: begin anew
api-status-413 = Larger than 64 kB
api-status-415 = Not `application/json`
api-status-422 = Something in the request is wrong; `errors` says which field
api-status-429 = Too fast: wait as many seconds as `Retry-After` says
api-status-503 = The server cannot do it just now; the same request may be sent again
api-limits = A token may ask 600 times at once and 50 times a second after that; `RateLimit` in the answers says how much of this is left. A person may send 60 messages at once and ten a second after that, and change 60 other things, then five a second (read pointers and drafts 120, then twenty), with all programs and pages together; `Retry-After` says when to go on.

## Files in the composer, in messages and on their own page
attach = Attach files
record = Record a voice message
picture = Picture
video-named = Video: { $name }
voice-of-length = Voice message, { $length }
play = Play
pause = Pause
position = Position
speed = Speed: { $times } times
download = Download
tray = Files to send
tray-full = { $count ->
    [one] A message has no more than { $count } file. The rest was left out.
   *[other] A message has no more than { $count } files. The rest was left out.
}
tray-lost = Did not arrive
tray-on-its-way = On its way:
tray-again = Try again
tray-remove = Remove
tray-remove-named = Remove { $name }
tray-as-file = As file
tray-alt = What does it show?
tray-alt-named = What { $name } shows, for those who do not see it
tray-alt-lost = What it shows was not saved. It is tried again when you send.
tray-place-kept = This picture is sent as it is: where it was taken may still be in it.
drop-here = Let go to add them to your message
drop-limits = Up to 10 files, { $count } MB each
recorder = Recording
recorder-on = Recording
recorder-refused = Natter may not use the microphone. Allow it in your browser to record.
recorder-discard = Throw the recording away
recorder-pause = Pause
recorder-resume = Go on
recorder-listen = Stop and listen
viewer = Picture { $n } of { $m }
viewer-show = Show in the conversation
viewer-previous = Previous picture
viewer-next = Next picture
shared = Pictures and files
shared-kinds = Kinds
shared-pictures = Pictures
shared-files = Files
shared-links = Links
shared-sound = Sound
shared-none = Nothing of this kind was sent here yet.
shared-none-here = Nothing of this kind among the last messages.
shared-older = Look further back

## Found in a conversation
find = Search in this conversation
find-older = Older
find-newer = Newer
find-close = Close the search
find-place = { $number } of { $count }
find-place-of-more = { $number } of more than { $count }
find-none = None
find-none-hint = Nothing was found. Check the spelling; deleted messages are not found.
find-remaining = Nothing was found yet: { $count ->
    [one] { $count } older message is
   *[other] { $count } older messages are
} still to be looked through.

## Calendar
calendar = Calendar
calendar-days = Days with messages, { $month }
calendar-earlier = Earlier: { $month }
calendar-later = Later: { $month }
calendar-none = Nothing was said in this month.
month-and-year = { $month ->
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
