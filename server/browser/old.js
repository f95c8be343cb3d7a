// A browser too old for the pages reads the static snapshot. Written for such browsers.
if (!("at" in Array.prototype)) location.replace("./snapshot/");
