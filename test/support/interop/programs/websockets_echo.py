# Echoes what it gets; "close CODE REASON" makes it close.
import asyncio
import sys

import websockets


async def serve(socket, _path=None):
    async for message in socket:
        if isinstance(message, str) and message.startswith("close "):
            _, code, reason = message.split(" ", 2)
            await socket.close(int(code), reason)
        else:
            await socket.send(message)


async def main():
    async with websockets.serve(serve, "127.0.0.1", int(sys.argv[1])):
        await asyncio.Future()


asyncio.run(main())
