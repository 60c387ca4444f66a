from ui import frame

here = frame.page("river")
