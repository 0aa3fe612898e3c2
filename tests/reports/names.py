"""Names that try to be something else than a name: markup, templates, formulas, marks of direction."""

HOSTILE = (
    "<script>window.hit=1</script>", "<img src=x onerror=alert(1)>", "<b>fet</b>", "</td></tr></table>", "&lt;p&gt;",
    "{{7*7}}", "{% raw %}", "{place}", "{nb}", "${1+1}", "`${1+1}`", "#{1+1}", "%(name)s", "**fet** _kursiv_",
    "[länk](http://a.example)", "![bild](http://a.example/b.png)", ":material/home:", "$x^2$", "# Rubrik", "--fet--",
    "=1+1", "+46 70", "-2+3", "@SUM(A1)", "=HYPERLINK(\"http://a.example\";\"x\")", "|cmd", "%0A", "'apostrof",
    "\u202eomvänd\u202c", "\u200fmärke", "\u2066isolerad\u2069", "الجمعية السورية", "Ο Σύλλογος", "Солнечный двор",
    "Fältgruppen 😀", "a\u0000b", "rad\nbrytning", "tabb\there", "semikolon;komma,citat\"", "ÅÄÖ åäö é ñ ß œ",
    "<svg onload=alert(1)>", "<a href=javascript:alert(1)>x</a>", "\"><script>1</script>", "<iframe src=//a.example>",
    "<style>*{display:none}</style>", "<!-- tyst -->", "]]>", "&#60;b&#62;", "{{ config }}", "{{''.__class__}}",
    "{%for x in y%}", "{#tyst#}", "<%= 7*7 %>", "${alert(1)}", "\\u003cb\\u003e", "javascript:alert(1)",
    "> citat", "- punkt", "1. ett", "| a | b |", "~~struken~~", "==märkt==", "=cmd|' /C calc'!A0", "+1+1+cmd",
    "@import url(//a.example)", "\u202dframåt\u202c", "\u061cmärke", "a\u200bb", "\ufeffmärke", "x" * 90,
    "{{cycler.__init__.__globals__.os.popen('touch karta-hit').read()}}",
)  # fmt: skip
