"""Two people talk, by a client that was generated from the document."""

import sys
from io import BytesIO

from natter_client import AuthenticatedClient, Client
from natter_client.api.accounts import create_user, get_me
from natter_client.api.conversations import list_conversations, mark_read, start_conversation
from natter_client.api.files import get_file, upload_file
from natter_client.api.groups import change_group, create_group, list_members, remove_member
from natter_client.api.messages import delete_message, edit_message, list_messages, react, send_message
from natter_client.api.search import search_messages
from natter_client.models import ChangeGroup, CreateGroup
from natter_client.models import CreateUser, EditMessage, MarkRead, React, SendMessage, StartConversation
from natter_client.models import Message, Problem, UploadFile
from natter_client.types import File

BASE = sys.argv[1] + "/api/v1"


def account(username, name):
    new = CreateUser(username=username, display_name=name, password="the varnish arrived")
    made = create_user.sync(client=Client(base_url=BASE), body=new)
    client = AuthenticatedClient(base_url=BASE, token=made.token, raise_on_unexpected_status=True)
    assert get_me.sync(client=client).username == username
    return client


anna, daniel = account("anna", "Anna Petrova"), account("daniel", "Daniel Ashworth")
talk = start_conversation.sync(client=anna, body=StartConversation(username="daniel"))
assert (talk.kind, talk.person.username, talk.last_seq) == ("direct", "daniel", 0)

hello = SendMessage(body="Are the *oars* in the shed?", nonce="hello")
sent = send_message.sync(talk.id, client=anna, body=hello)
assert send_message.sync(talk.id, client=anna, body=hello) == sent

(entry,) = list_conversations.sync(client=daniel).conversations
assert (entry.id, entry.unread, entry.last_message.own) == (talk.id, 1, False)
answer = send_message.sync(talk.id, client=daniel, body=SendMessage(body="Behind them.", reply_to=sent.seq))
assert (answer.seq, answer.reply_to.body) == (2, hello.body)
mark_read.sync_detailed(talk.id, client=daniel, body=MarkRead(seq=2))
(entry,) = list_conversations.sync(client=daniel).conversations
assert entry.unread == 0

history = list_messages.sync(talk.id, client=anna, after=0)
assert [message.body for message in history.messages] == [hello.body, "Behind them."]

new = EditMessage(body="Are the oars in the shed?", version=sent.version)
edited = edit_message.sync(talk.id, sent.seq, client=anna, body=new)
assert isinstance(edited, Message) and edited.edited_at and edited.version > answer.version
late = EditMessage(body="Are they?", version=sent.version)
assert edit_message.sync(talk.id, sent.seq, client=anna, body=late).status == 409

liked = react.sync(talk.id, sent.seq, client=daniel, body=React(emoji="👍"))
assert [(one.emoji, one.count, one.by) for one in liked.reactions] == [("👍", 1, ["daniel"])]

(hit,) = search_messages.sync(client=daniel, q="oar from:anna").hits
assert (hit.conversation_id, hit.seq, hit.text, hit.marks) == (talk.id, sent.seq, new.body, [[8, 12]])

gone = delete_message.sync(talk.id, answer.seq, client=daniel)
assert (gone.deleted, gone.body) == (True, "")
refused = delete_message.sync(talk.id, sent.seq, client=daniel)
assert isinstance(refused, Problem) and refused.detail

club = create_group.sync(client=anna, body=CreateGroup(title="Sailing club", usernames=["daniel"]))
assert (club.kind, club.title, club.group.members, club.group.role) == ("group", "Sailing club", 2, "owner")
change_group.sync(club.id, client=anna, body=ChangeGroup(description="Saturdays"))
members = list_members.sync(club.id, client=daniel).members
assert [(one.username, one.role) for one in members] == [("anna", "owner"), ("daniel", "member")]
events = [message.event for message in list_messages.sync(club.id, client=daniel).messages]
assert [(event.what, event.whom) for event in events] == [("created", ["daniel"]), ("described", [])]
assert remove_member.sync_detailed(club.id, "daniel", client=anna).status_code == 204
assert list_members.sync(club.id, client=daniel).status == 404

table = UploadFile(nonce="table", file=File(payload=BytesIO(b"13:48 4.6 m"), file_name="tides.txt"))
uploaded = upload_file.sync(talk.id, client=anna, body=table)
assert (uploaded.kind, uploaded.name, uploaded.size) == ("other", "tides.txt", 11)
sent = send_message.sync(talk.id, client=anna, body=SendMessage(body="", files=[uploaded.id]))
assert sent.files == [uploaded]
read = get_file.sync_detailed(uploaded.id, "tides.txt", client=daniel)
assert (read.status_code, read.content) == (200, b"13:48 4.6 m")
print("they have talked")
