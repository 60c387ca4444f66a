from ui import frame

here = frame.page("dissolved_iron")
