"""Stands in for Chatwoot, made from its public API documentation (developers.chatwoot.com)."""

import hashlib
import hmac
import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ACCOUNT, INBOX, TOKEN, SECRET = "7", "inbox-abc", "bot-token", "webhook-geheim"
CLIENT = f"/public/api/v1/inboxes/{INBOX}/contacts"
APPLICATION = f"/api/v1/accounts/{ACCOUNT}"


class Chatwoot:
    """What Chatwoot knows, and the webhooks that it would send."""

    def __init__(self):
        self.contacts, self.conversations = {}, {}
        self.agents = [
            {"id": 5, "name": "Sanne", "availability_status": "online"},
            {"id": 6, "name": "Karim", "availability_status": "offline"},
        ]
        self.failing = 0
        self.calls = []
        self.clock = 1_000.0

    def answer(self, method, path, body, head):
        self.calls.append((method, path))
        if self.failing:
            self.failing -= 1
            return 503, {}
        if path.startswith(APPLICATION) and head.get("api_access_token") != TOKEN:
            return 401, {"errors": [{"message": "Invalid Access Token"}]}
        if (method, path) == ("POST", CLIENT):
            source = f"bron-{len(self.contacts) + 1}"
            self.contacts[source] = body
            return 200, {"source_id": source, "name": body["name"], "pubsub_token": "x"}
        if (method, path) == ("GET", f"{APPLICATION}/agents"):
            return 200, self.agents
        opened = re.fullmatch(rf"{CLIENT}/([\w-]+)/conversations", path)
        if opened and opened[1] in self.contacts:
            number = len(self.conversations) + 1
            self.conversations[number] = {
                "id": number,
                "contact": opened[1],
                "status": "pending",
                "said": [],
                "notes": [],
            }
            return 200, {"id": number, "inbox_id": 1, "messages": [], "contact": {}}
        return self.about_one(path, body)

    def about_one(self, path, body):
        found = re.search(r"/conversations/(\d+)/(messages|toggle_status)$", path)
        if not found or int(found[1]) not in self.conversations:
            return 404, {"description": "Conversation not found"}
        one = self.conversations[int(found[1])]
        if found[2] == "toggle_status":
            one["status"] = body["status"]
            return 200, {"payload": {"success": True, "current_status": body["status"]}}
        if path.startswith(CLIENT):
            if f"/{one['contact']}/" not in path:
                return 404, {}
            one["said"].append(body["content"])
            return 200, {"id": len(one["said"]), "content": body["content"]}
        assert body["private"]
        one["notes"].append(body["content"])
        return 200, {"id": 1}

    # webhooks

    def conversation(self, number, **more):
        self.clock += 1
        one = self.conversations[number]
        return {"id": number, "status": one["status"], "updated_at": self.clock, **more}

    def said_by(self, agent, number, message_id, text, **more):
        return {
            "event": "message_created",
            "id": message_id,
            "content": text,
            "message_type": "outgoing",
            "private": False,
            "sender": {"id": agent["id"], "name": agent["name"], "type": "user"},
            "conversation": self.conversation(number),
            **more,
        }

    def assigned(self, agent, number):
        meta = {"assignee": {"id": agent["id"], "name": agent["name"]}}
        return {"event": "conversation_updated", **self.conversation(number, meta=meta)}

    def changed(self, number, status):
        self.conversations[number]["status"] = status
        return {"event": "conversation_status_changed", **self.conversation(number)}


def signed(event, at, secret=SECRET):
    """Return body, timestamp and signature of a webhook call."""
    body = json.dumps(event).encode()
    stamp = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return body, stamp, f"sha256={digest}"


@contextmanager
def serving(chatwoot):
    """Serve the stand-in on loopback; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.reply(None)

        def do_POST(self):
            length = int(self.headers.get("content-length", 0))
            self.reply(json.loads(self.rfile.read(length) or b"{}"))

        def reply(self, body):
            status, answer = chatwoot.answer(self.command, self.path, body, self.headers)
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
