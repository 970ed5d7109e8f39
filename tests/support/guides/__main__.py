"""Write drawings and the written parts of the guides: `make reference`."""

from support.guides.pages import written

for file, text in list(written()):
    file.write_text(text)
