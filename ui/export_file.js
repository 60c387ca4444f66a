// A file from the reader's disk as text; nothing is sent that is larger than a report file may be.
export default function ({ data, parentElement, setTriggerValue }) {
  const input = parentElement.querySelector("input"), told = parentElement.querySelector(".aoi-file-told");
  parentElement.querySelector("span").textContent = data.words.choose;
  input.onchange = async () => {
    const file = input.files[0];
    if (!file) return;
    told.textContent = file.size > data.most ? data.words.large : "";
    if (told.textContent) return;
    try {
      setTriggerValue("file", { name: file.name, text: await file.text() });
    } catch {
      told.textContent = data.words.unreadable;
    }
    input.value = ""; // the same file again, after it was mended
  };
}
