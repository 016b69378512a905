"""A container runtime's CRI by another gRPC implementation and another encoder than the exporter's.

Usage: runtime.py SOCKET. One container runs, with what the exporter does not read; the filter is heeded.
"""

import json
import sys
from concurrent import futures

import grpc


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def number(field, value):
    return varint(field << 3) + varint(value)


def message(field, *parts):
    body = b"".join(parts)
    return varint(field << 3 | 2) + varint(len(body)) + body


def text(field, value):
    return message(field, value.encode())


def container():
    labels = (message(8, text(1, f"label-{index}"), text(2, "x" * 100)) for index in range(100))
    image = message(4, text(1, "nvcr.io/nvidia/cuda"), message(2, text(1, "a"), text(2, "b")))
    metadata = message(3, text(1, "train"), number(2, 7))
    return message(1, text(1, "c1"), text(2, "sandbox"), metadata, image, number(6, 1), number(7, 1 << 60), *labels)


def list_containers(request, context):
    running = message(1, message(2, number(1, 1)))
    return container() if request == running else b""


def status(request, context):
    if request != text(1, "c1") + number(2, 1):
        context.abort(grpc.StatusCode.NOT_FOUND, "no such container")
    info = {"pid": 7, "runtimeSpec": {"process": {"env": ["NVIDIA_VISIBLE_DEVICES=GPU-1"], "cwd": "/"}}}
    return message(1, text(1, "c1")) + message(2, text(1, "info"), text(2, json.dumps(info)))


def main():
    handlers = {"ListContainers": list_containers, "ContainerStatus": status}
    methods = {name: grpc.unary_unary_rpc_method_handler(handler) for name, handler in handlers.items()}
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=1))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("runtime.v1.RuntimeService", methods),))
    server.add_insecure_port(f"unix:{sys.argv[1]}")
    server.start()
    print("listening", flush=True)
    server.wait_for_termination()


main()
