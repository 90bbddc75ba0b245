"""A mail server on this machine, as rude as a test needs it."""

import socketserver
import threading
from contextlib import contextmanager


class Conversation(socketserver.StreamRequestHandler):
    """Speaks enough SMTP for Django."""

    def handle(self):
        self.say(220, "here")
        is_data = False
        for line in self.rfile:
            if is_data:
                is_data = line != b".\r\n"
                if not is_data:
                    self.say(250, "taken")
                continue
            command = line.decode().strip()
            self.server.commands.append(command)
            word = command.split()[0].upper()
            if word == "QUIT":
                return
            is_data = word == "DATA"
            self.say(*self.server.answers.get(word, (354 if is_data else 250, "fine")))

    def say(self, code, words):
        self.wfile.write(f"{code} {words}\r\n".encode())


@contextmanager
def mail_server(**answers):
    """Run a mail server; `answers` are replies by command: `MAIL=(553, "no")`."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        server.answers, server.commands = answers, []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
