from ui import frame

here = frame.page("sources")
