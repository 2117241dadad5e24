// When two spellings count as one for a reader who searches. It mirrors generator/onrecord/folding.py, by which the index
// was folded; a test compares them.

const LETTERS = {
  "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ؤ": "و", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
  "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe",
  "ʼ": "", "ʻ": "", "ʾ": "", "ʿ": "",
  "\u0640": "", "\u200c": "", "\u200d": "", "\u00ad": "",
};
const DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹";
const IDEOGRAPH = /([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])/gu;
const APOSTROPHE = /([\p{L}\p{N}_])['’‘׳](?=[\p{L}\p{N}_])/gu;
const GERSHAYIM = /([א-ת])["“”״](?=[א-ת])/gu;
const INITIALS = /(^|[^\p{L}\p{N}_])((?:\p{L}\.)+\p{L})(?![\p{L}\p{N}_])/gu;
const translate = (text) => Array.from(text, (c) => (c in LETTERS ? LETTERS[c] : c)).join("");

export function fold(text) {
  text = translate(text.normalize("NFKC").toLowerCase());
  text = text.normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFKC");
  text = Array.from(translate(text), (c) => (DIGITS.includes(c) ? String(DIGITS.indexOf(c) % 10) : c)).join("");
  text = text.replace(APOSTROPHE, "$1").replace(GERSHAYIM, "$1");
  text = text.replace(INITIALS, (_, before, letters) => before + letters.replaceAll(".", ""));
  return text.replace(IDEOGRAPH, " $1 ").replace(/[^\p{L}\p{N}_]+/gu, " ").trim();
}
