// A file from the reader's disk, as Base64: a workbook is no text. Nothing is sent that is larger than allowed.
export default function ({ data, parentElement, setTriggerValue }) {
  const input = parentElement.querySelector("input"), told = parentElement.querySelector(".aoi-file-told");
  parentElement.querySelector("span").textContent = data.words.choose;
  input.accept = data.accept;
  input.onchange = () => {
    const file = input.files[0];
    if (!file) return;
    told.textContent = file.size > data.most ? data.words.large : data.words.sending;
    if (file.size > data.most) return;
    const reader = new FileReader();
    reader.onerror = () => { told.textContent = data.words.unreadable; };
    reader.onload = () => {
      setTriggerValue("file", { name: file.name, content: String(reader.result).split(",")[1] || "" });
      told.textContent = "";
    };
    reader.readAsDataURL(file);
    input.value = ""; // the same file again, after it was mended
  };
}
