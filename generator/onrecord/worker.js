// What Pagefind's worker begins with. Readers load Pagefind's metadata before anything is found, and these name each
// page. But pages have names that differ, 36 by 36, in the last digit only: the file with the ending `.pf_list` has each
// such name once, in a tenth of the room, and the metadata are made of it here. Where that cannot be, they are loaded.
if (self.DecompressionStream) {
  const load = self.fetch;

  const unpacked = async (answer) => {
    const content = await answer.blob();
    const [first, second] = new Uint8Array(await content.slice(0, 2).arrayBuffer());
    if (first !== 0x1f || second !== 0x8b) return content.arrayBuffer(); // the browser has done it, told by the server
    return new Response(content.stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  };

  // The list is a line of JSON, and then the metadata without pages. `groups` are the names but for the last digit; each
  // stands for 36 pages, or as many as `sizes` has for it. `numbers` has a character for each page that says which of
  // `words` is its number of words. `place` is where in the metadata the pages belong. They are CBOR (RFC 8949): an array
  // of arrays, each of a text and a number.
  const metadata = (content) => {
    const end = content.indexOf(0x0a);
    const { form, groups, sizes, words, numbers, place } = JSON.parse(new TextDecoder().decode(content.subarray(0, end)));
    if (form !== 1) throw new Error(`a list of pages in form ${form}`);
    const rest = content.subarray(end + 1);
    const longest = groups.reduce((most, name) => Math.max(most, name.length), 0);
    const made = new DataView(new ArrayBuffer(rest.length + 5 + numbers.length * (longest + 8)));
    let at = 0;
    const put = (byte) => made.setUint8(at++, byte);
    const putNumber = (head, number) => { put(head); made.setUint32(at, number); at += 4; };
    rest.subarray(0, place).forEach(put);
    putNumber(0x9a, numbers.length);
    let page = 0;
    groups.forEach((group, number) => {
      for (let digit = 0; digit < (sizes[number] ?? 36); digit++) {
        const name = group + digit.toString(36);
        put(0x82);
        put(0x60 + name.length);
        for (let letter = 0; letter < name.length; letter++) put(name.charCodeAt(letter));
        putNumber(0x1a, words[numbers.charCodeAt(page++) - 0x30]);
      }
    });
    rest.subarray(place + 1).forEach(put); // in place of an array without anything
    return made.buffer.slice(0, at);
  };

  self.fetch = async (asked, options) => {
    const address = String(asked.url ?? asked);
    if (address.includes(".pf_meta")) {
      try {
        const answer = await load(address.replace(".pf_meta", ".pf_list"), options);
        if (answer.ok) return new Response(metadata(new Uint8Array(await unpacked(answer))));
      } catch (error) {
        console.warn(error);
      }
    }
    return load(asked, options);
  };
}
