// Keys for the recording: space plays and pauses, arrows move by five seconds.
// And words where the sound does not come: the server says no while withdrawals may wait.
// The page works without this file; the browser's own player then takes the keys.
"use strict";
(() => {
  const player = document.querySelector("[data-player]");
  if (!player) return;
  document.querySelector("[data-keys]").hidden = false;
  const waits = document.querySelector("[data-waits]");
  player.addEventListener("error", () => { waits.hidden = false; });
  player.addEventListener("playing", () => { waits.hidden = true; });
  const inForm = (node) => node.closest("a, button, input, select, textarea, summary");
  const move = (by) => { player.currentTime = Math.max(0, player.currentTime + by); };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || inForm(event.target)) return;
    const acts = {
      " ": () => (player.paused ? player.play() : player.pause()),
      ArrowLeft: () => move(-5),
      ArrowRight: () => move(5),
      Home: () => { player.currentTime = 0; },
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }, true);
})();
