"""A kubelet's pod-resources API by another gRPC implementation and another encoder than the exporter's.

Usage: kubelet.py SOCKET PODS CONTAINERS. Every container has one device, one claim, and what the exporter does not read.
"""

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


def container(pod, index):
    topology = message(3, message(1, number(1, 1)))
    cpus = message(3, *(varint(cpu) for cpu in range(300)))
    memory = message(4, text(1, "memory"), number(2, 1 << 34), topology)
    device = message(2, text(1, "nvidia.com/gpu"), text(2, f"GPU-{pod}-{index}"), topology)
    resource = message(
        4, message(1, text(1, "vendor.com/gpu=0")), text(2, "gpu.nvidia.com"), text(3, "node-1"), text(4, f"gpu-{index}")
    )
    claim = message(5, text(2, f"claim-{pod}"), text(3, "team"), resource)
    return message(3, text(1, f"worker-{index}"), device, cpus, memory, claim)


def main():
    socket, pods, containers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    answer = b"".join(
        message(1, text(1, f"train-{pod}"), text(2, "team"), *(container(pod, index) for index in range(containers)))
        for pod in range(pods)
    )
    handler = grpc.unary_unary_rpc_method_handler(lambda request, context: answer)
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=1))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("v1.PodResourcesLister", {"List": handler}),))
    server.add_insecure_port(f"unix:{socket}")
    server.start()
    print("listening", flush=True)
    server.wait_for_termination()


main()
