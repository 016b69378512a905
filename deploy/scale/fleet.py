#!/usr/bin/env python3
"""Serves the pages of many nodes from one: fleet.py PAGE NODES PORT

PAGE is a page of nvml-exporter, as curl gets it. Node N of NODES is at /N/metrics, with its own Hostname and UUIDs and
with values that move, so that Prometheus' compression is not flattered. It has no GPU and no JVM: what is measured with
it is Prometheus.
"""
import hashlib
import http.server
import random
import re
import socketserver
import sys

page, nodes, port = open(sys.argv[1]).read(), int(sys.argv[2]), int(sys.argv[3])
parts = re.split(r'((?:GPU|MIG)-[0-9a-f-]{36}|(?<=[Hh]ostname=")[^"]*)', page)
number = re.compile(r" (\d+(?:\.\d+)?)$", re.M)


def moved(match):
    value = float(match[1])
    return " %g" % (value + random.randrange(3)) if value > 1 else match[0]


class Node(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        node = self.path.split("/")[1]
        names = {}
        text = "".join(
            part if place % 2 == 0 else names.setdefault(part, self.renamed(part, node))
            for place, part in enumerate(parts)
        )
        body = number.sub(moved, text).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @staticmethod
    def renamed(name, node):
        if not name.startswith(("GPU-", "MIG-")):
            return "node-" + node
        digits = hashlib.sha256((name + node).encode()).hexdigest()
        return name[:4] + "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]))

    def log_message(self, *ignored):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 1024


Server(("127.0.0.1", port), Node).serve_forever()
