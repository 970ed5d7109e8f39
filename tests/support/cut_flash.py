"""A littlefs in memory whose power goes at every write in turn. For the MicroPython VM, in the board's dialect.

What it does not play: writes that reach the chip in another order, and cells that fade.
"""

import vfs

BLOCK_BYTES = 4096  # an ESP32's
PLACE = "/flash"  # where it is mounted
_BLOCK_COUNT = 4  # operations of ioctl: os.AbstractBlockDev
_BLOCK_SIZE = 5
_ERASE = 6


class MemoryFlash:
    """os.AbstractBlockDev with offsets. image: what it holds. on_write(start, data) hears of writes and erasures."""

    def __init__(self, image, *, on_write=None):
        self.image = image
        self._on_write = on_write

    def readblocks(self, block, buffer, offset=0):
        start = block * BLOCK_BYTES + offset
        buffer[:] = memoryview(self.image)[start : start + len(buffer)]

    def writeblocks(self, block, buffer, offset=0):
        self._write(block * BLOCK_BYTES + offset, buffer)

    def ioctl(self, operation, argument):
        if operation == _BLOCK_COUNT:
            return len(self.image) // BLOCK_BYTES
        if operation == _BLOCK_SIZE:
            return BLOCK_BYTES
        if operation == _ERASE:
            self._write(argument * BLOCK_BYTES, b"\xff" * BLOCK_BYTES)
        return 0

    def _write(self, start, data):
        self.image[start : start + len(data)] = data
        if self._on_write is not None:
            self._on_write(start, bytes(data))


def new_flash(blocks):
    """The image of an empty file system."""
    image = bytearray(b"\xff" * (blocks * BLOCK_BYTES))
    vfs.VfsLfs2.mkfs(MemoryFlash(image))
    return image


def run_on(image, action, *arguments, on_write=None):
    """What action(*arguments) returns with the image mounted at PLACE; the image is changed by what it writes."""
    vfs.mount(vfs.VfsLfs2(MemoryFlash(image, on_write=on_write)), PLACE)
    try:
        return action(*arguments)
    finally:
        vfs.umount(PLACE)


def at_every_cut(image, action, check):
    """Run action(done) on the image, then check(done) on what a cut before or in the middle of each write leaves.

    done: a list; action appends what it has completed, check gets as much of it as was completed at the cut.
    A last check is of all. check may change its flash, which is its own. Returns the number of cuts: one that changes
    nothing, such as the erasing of what is erased, is not checked twice.
    """
    before = bytearray(image)
    writes = []
    done: list[object] = []
    run_on(image, action, done, on_write=lambda start, data: writes.append((start, data, len(done))))
    checked = -1  # how much was done at the last check, if nothing was written since
    for start, data, count in writes:
        half = len(data) // 2
        for begin, end in ((0, half), (half, len(data))):
            if checked != count:
                run_on(bytearray(before), check, done[:count])
                checked = count
            if before[start + begin : start + end] != data[begin:end]:
                before[start + begin : start + end] = data[begin:end]
                checked = -1
    assert before == image
    run_on(before, check, done)
    return 2 * len(writes)
