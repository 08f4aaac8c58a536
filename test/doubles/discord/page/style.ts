/** Near enough to Discord's dark client to judge by: sizes and colours are read off it, not taken from it. */
export const style = `
:root { color-scheme: dark; --mono: 'gg mono', Consolas, 'DejaVu Sans Mono', monospace; }
* { box-sizing: border-box; }
body { margin: 0; background: #1e1f22; color: #dbdee1; font: 16px/1.375 'gg sans', 'Noto Sans', 'DejaVu Sans', sans-serif; }
.app-frame { display: grid; grid-template-columns: 220px 1fr; height: 100vh; }
.phone .app-frame { grid-template-columns: 1fr; width: 390px; height: auto; min-height: 844px; margin: 0 auto; }
nav { background: #2b2d31; padding: 12px 8px; overflow: auto; }
.phone nav { display: none; }
nav h4 { margin: 14px 8px 4px; font-size: 12px; color: #949ba4; text-transform: uppercase; letter-spacing: .02em; }
nav a { display: block; padding: 6px 8px; border-radius: 4px; color: #949ba4; text-decoration: none; }
nav a.here { background: #404249; color: #fff; }
main { background: #313338; display: flex; flex-direction: column; min-width: 0; min-height: 0; }
header { padding: 12px 16px; border-bottom: 1px solid #26272b; font-weight: 600; color: #f2f3f5; }
header small { color: #949ba4; font-weight: 400; margin-left: 8px; }
#messages { flex: 1; overflow-y: auto; padding: 12px 0; display: flex; flex-direction: column; }
#messages > :first-child { margin-top: auto; }
.message { display: grid; grid-template-columns: 40px minmax(0, 1fr); gap: 0 16px; padding: 8px 48px 8px 16px; }
.phone .message { padding: 8px 12px; gap: 0 12px; }
.message.ephemeral { background: rgba(88, 101, 242, .07); box-shadow: inset 2px 0 #5865f2; }
.message.rings { background: rgba(240, 178, 50, .08); box-shadow: inset 2px 0 #f0b232; }
.above { grid-column: 2; font-size: 14px; color: #b5bac1; margin-bottom: 4px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.avatar { width: 40px; height: 40px; border-radius: 50%; background: #4e5058; color: #fff; display: grid; place-items: center; font-weight: 600; grid-column: 1; }
.avatar.bot { background: #5865f2; }
.body { grid-column: 2; min-width: 0; }
.name { font-weight: 500; color: #f2f3f5; }
.app { background: #5865f2; color: #fff; font-size: 10px; font-weight: 600; padding: 1px 5px; border-radius: 3px; margin-left: 6px; vertical-align: 1px; }
.when { font-size: 12px; color: #949ba4; margin-left: 6px; }
.text, .field { overflow-wrap: anywhere; }
.gap { height: 8px; }
h1, h2, h3 { color: #f2f3f5; margin: 4px 0; font-weight: 700; line-height: 1.3; }
h1 { font-size: 24px; } h2 { font-size: 20px; } h3 { font-size: 16px; }
.subtext { font-size: 13px; color: #949ba4; }
blockquote { margin: 0; padding-left: 12px; border-left: 4px solid #4e5058; border-radius: 4px; }
.item { padding-left: 18px; text-indent: -12px; } .item::before { content: '• '; }
b { font-weight: 700; color: #f2f3f5; }
code { font: 14px/1.3 var(--mono); background: #1e1f22; padding: 1px 4px; border-radius: 4px; }
pre { font: 14px/1.3 var(--mono); margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
pre.code { background: #2b2d31; border: 1px solid #1e1f22; border-radius: 4px; padding: 8px; margin: 6px 0; max-width: 90%; }
.phone pre, .phone code { font-size: 12px; } .phone pre.code { max-width: 100%; }
.container pre.code, .container code { background: #1e1f22; }
a { color: #00a8fc; text-decoration: none; }
mark { background: #4e5058; color: inherit; border-radius: 3px; }
time { background: #3f4147; border-radius: 3px; padding: 0 2px; }
.mention { background: rgba(88, 101, 242, .3); color: #c9cdfb; border-radius: 3px; padding: 0 2px; }
.container { background: #2b2d31; border: 1px solid #3f4147; border-left: 4px solid var(--accent, #3f4147); border-radius: 8px; padding: 12px 16px; margin: 6px 0; max-width: 600px; display: flex; flex-direction: column; gap: 8px; }
.phone .container { padding: 10px 12px; }
.container hr { width: 100%; }
.embed { border-radius: 4px; max-width: 516px; }
.fields { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 8px; font-size: 14px; }
.field { grid-column: 1 / -1; } .field.inline { grid-column: auto; }
.phone .field.inline { grid-column: 1 / -1; }
hr { border: 0; border-top: 1px solid #3f4147; margin: 4px 0; } .space { height: 8px; }
.section { display: flex; gap: 12px; justify-content: space-between; align-items: flex-start; }
.section > div { min-width: 0; }
.thumbnail { width: 84px; border-radius: 8px; }
.gallery { display: grid; gap: 4px; margin: 4px 0; } .gallery img { max-width: min(100%, 550px); border-radius: 8px; display: block; }
.row { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 4px; }
.button { font: 500 14px/16px inherit; font-family: inherit; border: 0; border-radius: 8px; padding: 8px 16px; min-height: 32px; color: #fff; background: #4e5058; cursor: pointer; }
.button.primary { background: #5865f2; } .button.success { background: #248046; } .button.danger { background: #da373c; }
.button:disabled { opacity: .5; cursor: not-allowed; }
.menu, .modal select, .modal input, .modal textarea { background: #1e1f22; color: #dbdee1; border: 1px solid #3f4147; border-radius: 8px; padding: 10px; font: inherit; width: 100%; max-width: 420px; }
.file { background: #2b2d31; border: 1px solid #3f4147; border-radius: 8px; margin: 6px 0; max-width: 560px; overflow: hidden; }
.file pre { padding: 8px 12px; font-size: 13px; } .file-name { padding: 8px 12px; background: #232428; font-size: 14px; } .file-name span { color: #949ba4; }
.only { font-size: 12px; color: #949ba4; margin-top: 6px; }
.thinking { color: #949ba4; } .thinking i { display: inline-block; width: 7px; height: 7px; margin-right: 2px; border-radius: 50%; background: #949ba4; }
#box { padding: 0 16px 16px; position: relative; }
#line { width: 100%; padding: 11px 16px; border: 0; border-radius: 8px; background: #383a40; color: #dbdee1; font: inherit; }
#line:focus { outline: 1px solid #5865f2; }
#suggestions { background: #2b2d31; border-radius: 8px; margin-bottom: 6px; overflow: hidden; }
#suggestions button { display: flex; gap: 12px; width: 100%; border: 0; background: none; color: inherit; font: inherit; padding: 7px 12px; text-align: left; cursor: pointer; }
#suggestions button:hover { background: #404249; } #suggestions small { color: #949ba4; }
#problem { color: #fa777c; font-size: 14px; padding: 4px 2px; }
.shade { position: fixed; inset: 0; background: rgba(0, 0, 0, .7); display: grid; place-items: center; padding: 12px; }
.modal { background: #313338; border-radius: 8px; padding: 20px; width: 100%; max-width: 440px; display: grid; gap: 16px; }
.modal label { display: grid; gap: 6px; } .label { font-weight: 600; font-size: 14px; color: #dbdee1; } .label em { color: #fa777c; font-style: normal; }
.description { font-size: 13px; color: #b5bac1; } .modal-end { display: flex; justify-content: flex-end; gap: 8px; }
`;
