"""The child process: bind the given port, say so, serve until a signal."""

import os
import socket
import sys


def main(port: int) -> None:
    # uvicorn's --fd costs about 45 ms a POST (no TCP_NODELAY on the inherited socket): hand it a socket of its own.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(64)  # whoever connects from now on waits for the application instead of being refused
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "support.sensorthings_server.settings")
    os.environ["STA_URL"] = f"http://127.0.0.1:{port}/sensorthings"

    import uvicorn
    from django.core.asgi import get_asgi_application

    application = get_asgi_application()
    print(port, flush=True)
    config = uvicorn.Config(application, log_level="warning", lifespan="off")
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(int(sys.argv[1]))
