# Echoes what it gets; "close CODE REASON" makes it close.
import sys

from aiohttp import WSMsgType, web


async def serve(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        if message.type == WSMsgType.BINARY:
            await socket.send_bytes(message.data)
        elif message.data.startswith("close "):
            _, code, reason = message.data.split(" ", 2)
            await socket.close(code=int(code), message=reason.encode())
        else:
            await socket.send_str(message.data)
    return socket


app = web.Application()
app.add_routes([web.get("/", serve)])
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
