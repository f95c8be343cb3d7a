"""A script put together as Streamlit's chunk that draws charts is, with two kinds of chart."""

BUNDLE = (
    'head;return(()=>{var core=w({"lib/core.js"(e,t){one(),t.exports=a=>/[)}/]/.test(a)}}),'
    'one=w({"src/one.js"(e,t){t.exports=`}${[1].map(e=>`{${e}`)}`}}),'
    'bar=w({"src/traces/bar/index.js"(e,t){helped(1)}}),two=w({"lib/bar.js"(e,t){bar()}});'
    'function helped(e){return deep()}var deep=g({"src/deep.ts"(){}}),'
    'pie=w({"lib/pie.js"(e,t){e="\\"})"/2;only()}}),only=w({"src/only.js"(e,t){}});'
    'return w({"lib/index.js"(e,t){var n=core();n.register([two(),pie()]),t.exports=n}})})()'
)
