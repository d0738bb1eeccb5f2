// A page about work that goes on elsewhere: looked at again until the work is done. Without this file there is a link.
(() => {
  "use strict";
  const again = () => { if (document.hidden) setTimeout(again, 500); else location.reload(); };
  if (document.querySelector("[data-works]")) setTimeout(again, 500);
})();
