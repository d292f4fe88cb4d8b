"""Greets back whoever greets it in a direct conversation.

    NATTER_URL=https://chat.example.org NATTER_TOKEN=nat_… python3 greeter.py
"""

import http.client, json, os, random, time, urllib.error, urllib.request


def ask(path, body=None):
    headers = {"Authorization": "Bearer " + os.environ["NATTER_TOKEN"], "Content-Type": "application/json"}
    url, data = os.environ["NATTER_URL"] + "/api/v1" + path, body and json.dumps(body).encode()
    # A ping comes every 15 seconds, so a minute of silence is a dead connection.
    return urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=60)


def greet(id, me):
    """Its read pointer is all that it remembers; under its nonce a greeting is answered once."""
    seq = json.load(ask(f"/conversations/{id}"))["last_read_seq"]
    while messages := json.load(ask(f"/conversations/{id}/messages?after={seq}"))["messages"]:
        for message in messages:
            seq = message["seq"]
            if message["author"]["username"] != me and message["body"].lower().startswith(("hello", "hi", "good ")):
                ask(f"/conversations/{id}/messages", {"body": "Hello to you, too.", "nonce": f"{id}-{seq}"})
        ask(f"/conversations/{id}/read", {"seq": seq})


def follow():
    me = json.load(ask("/me"))["username"]
    for line in ask("/events"):
        yield
        event = json.loads(line[6:]) if line.startswith(b"data: {") else {}
        part = event.get("list") or {"conversations": event.get("entries", []), "next": None}
        while part:
            for entry in part["conversations"]:
                if entry["kind"] == "direct" and entry["unread"]:
                    greet(entry["id"], me)
            part = part["next"] and json.load(ask("/conversations?cursor=" + part["next"]))


pause = 1
while True:
    try:
        for _ in follow():
            pause = 1
    except urllib.error.HTTPError as error:
        if error.code in (401, 403):
            raise SystemExit(error.read().decode(errors="replace"))
    except (OSError, http.client.HTTPException, ValueError):
        pass  # The server is away, or was while it spoke.
    time.sleep(pause * random.uniform(0.5, 1))
    pause = min(pause * 2, 30)
