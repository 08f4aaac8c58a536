/** Close enough to Slack to judge a card by: its measures, its quiet colours, no asset from elsewhere. */
export const style = `
*{box-sizing:border-box}
body{margin:0;font:15px/1.46 Lato,"Noto Sans","Liberation Sans",Arial,sans-serif;color:#1d1c1d;background:#f4f4f4}
header{background:#4a154b;color:#fff;padding:8px 16px;display:flex;gap:16px;flex-wrap:wrap;font-size:13px}
header a{color:#e8dbe8}
main{display:flex;gap:12px;padding:12px;align-items:flex-start}
.person{flex:1 1 0;min-width:0;max-width:760px;background:#fff;border:1px solid #ddd;border-radius:8px;position:relative;overflow:hidden;min-height:500px}
.person>h2{margin:0;padding:10px 16px;border-bottom:1px solid #ddd;font-size:15px}
.person>h2 span{font-weight:400;color:#616061}
.phone main{padding:0}.phone .person{max-width:390px;width:390px;flex:none;border-radius:0;border:0}.phone header{display:none}
.post{display:flex;gap:8px;padding:8px 16px}
.post.ephemeral{background:#f8f8f8}
.post.reply{margin-left:36px;border-left:2px solid #ddd;padding-left:12px}
.face{flex:none;width:36px;height:36px;border-radius:8px;background:#1264a3;color:#fff;display:grid;place-items:center;font-weight:700}
.face.app{background:#4a154b}
.said{min-width:0;flex:1;overflow-wrap:anywhere}
.only,time,small,.context{color:#616061;font-size:12px}
.context{margin:4px 0;font-size:13px}
.tag{font-size:10px;background:#e8e8e8;color:#616061;border-radius:2px;padding:1px 3px}
p{margin:2px 0 6px;white-space:pre-wrap}h3{margin:4px 0;font-size:18px;line-height:1.33}
hr{border:0;border-top:1px solid #ddd;margin:10px 0}
code{font:12px Menlo,"DejaVu Sans Mono",monospace;background:#f7f7f7;border:1px solid #ddd;border-radius:3px;padding:1px 3px;color:#c01343}
pre{font:12px/1.5 Menlo,"DejaVu Sans Mono",monospace;background:#f8f8f8;border:1px solid #ddd;border-radius:4px;padding:8px;margin:4px 0;white-space:pre-wrap;overflow-wrap:anywhere}
blockquote{border-left:4px solid #ddd;margin:4px 0;padding-left:12px}
a{color:#1264a3;text-decoration:underline dotted}
.call{background:#fdf2d0;color:#1264a3;border-radius:3px;padding:0 2px}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:8px 12px;margin:6px 0}
.fields div{white-space:pre-wrap;min-width:0}
.beside{display:flex;gap:12px;justify-content:space-between;align-items:flex-start}
.bar{border-left:4px solid #ddd;padding-left:12px;margin:4px 0}
table{border-collapse:collapse;margin:6px 0;font-size:13px;display:block;overflow-x:auto}td{border:1px solid #ddd;padding:4px 8px}tr:first-child td{font-weight:700;background:#f8f8f8}
.actions{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0}
button,select{font:700 13px/1 inherit;font-family:inherit;padding:8px 12px;border:1px solid #bbb;border-radius:4px;background:#fff;color:#1d1c1d;min-height:32px;cursor:pointer;max-width:220px;overflow:hidden;text-overflow:ellipsis}
button.primary{background:#007a5a;border-color:#007a5a;color:#fff}
button.danger{background:#e01e5a;border-color:#e01e5a;color:#fff}
.alert{border:1px solid #ddd;border-left:4px solid #1264a3;border-radius:4px;padding:8px}
.alert.error{border-left-color:#e01e5a}.alert.warning{border-left-color:#ecb22e}.alert.success{border-left-color:#2eb67d}
figure{margin:4px 0;border:1px dashed #bbb;border-radius:4px;padding:24px;text-align:center;color:#616061;font-size:13px}
figure.picture{border:0;padding:0}.picture img{max-width:100%;border-radius:8px;display:block}
.file{border:1px solid #ddd;border-radius:8px;padding:8px 12px;margin:6px 0}
.type{display:flex;gap:8px;padding:12px 16px;border-top:1px solid #eee}
.type input{flex:1;min-width:0}
input,textarea{font:15px inherit;font-family:inherit;padding:8px 12px;border:1px solid #868686;border-radius:4px;width:100%}
.home{border-top:8px solid #f4f4f4;padding:12px 16px}
.home>h2{font-size:13px;color:#616061;margin:0 0 8px}
dialog{border:0;border-radius:8px;box-shadow:0 8px 40px #0006;padding:20px;width:min(480px,94vw)}
dialog::backdrop{background:#0008}
dialog h2{margin:0 0 12px;font-size:20px}
dialog label{display:block;font-weight:700;margin:12px 0 4px}
dialog .hint{font-size:13px;color:#616061;font-weight:400}
dialog .error{color:#e01e5a;font-size:13px;font-weight:400}
dialog .foot{display:flex;justify-content:flex-end;gap:8px;margin-top:20px}
.layer{position:absolute;inset:0;background:#0006;padding:24px 12px;overflow:auto}
.layer dialog{position:static;display:block;margin:0 auto;width:auto;max-width:480px}
`;
