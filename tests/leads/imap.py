"""A mailbox on this machine that speaks as much IMAP as a mail client needs to read it."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Post:
    """One message and its flags."""

    text: bytes
    flags: set[str] = field(default_factory=set)


@dataclass
class Inbox:
    """posts: in the order in which they came. breaks_before_marking: the connection is lost when one is marked."""

    port: int = 0
    password: str = "let me read"
    posts: list[Post] = field(default_factory=list)
    breaks_before_marking: bool = False

    def deliver(self, text: str) -> Post:
        self.posts.append(Post(text.replace("\n", "\r\n").encode()))
        return self.posts[-1]


@contextmanager
def running_mailbox() -> Iterator[Inbox]:
    inbox = Inbox()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

        def handle(self) -> None:
            self.say("* OK ready")
            for line in self.rfile:
                tag, _, command = line.decode().strip().partition(" ")
                if not self.obey(tag, command):
                    return

        def obey(self, tag: str, command: str) -> bool:
            word, _, rest = command.partition(" ")
            match word.upper():
                case "CAPABILITY":
                    self.say("* CAPABILITY IMAP4rev1")
                case "LOGIN" if inbox.password not in rest:
                    self.say(f"{tag} NO wrong password")
                    return True
                case "SELECT":
                    self.say(f"* {len(inbox.posts)} EXISTS")
                case "UID" if not self.uid(rest):
                    return False
                case "LOGOUT":
                    self.say("* BYE")
                    self.say(f"{tag} OK done")
                    return False
            self.say(f"{tag} OK done")
            return True

        def uid(self, rest: str) -> bool:
            word, _, rest = rest.partition(" ")
            if word == "SEARCH":
                new = [str(n) for n, post in enumerate(inbox.posts, 1) if "\\Seen" not in post.flags]
                self.say(f"* SEARCH {' '.join(new)}".rstrip())
                return True
            number = int(rest.split()[0])
            post = inbox.posts[number - 1]
            if word == "FETCH":
                self.wfile.write(b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n" % (number, number, len(post.text)))
                self.wfile.write(post.text + b")\r\n")
            if word == "STORE":
                if inbox.breaks_before_marking:
                    return False
                post.flags |= set(re.findall(r"\\\w+", rest))
                self.say(f"* {number} FETCH (FLAGS ({' '.join(post.flags)}))")
            return True

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        inbox.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="imap")
        thread.start()
        try:
            yield inbox
        finally:
            server.shutdown()
            thread.join()
