/* Back shows nothing of a person's pages once they have signed out, or another person has signed in. The cookie `viewer`
   changes with the session. A page that the browser keeps is unseen until it is known that it is still this viewer's. */
const viewer = () => document.cookie.match(/(?:^|; )(?:__Host-)?viewer=([^;]*)/)?.[1] ?? "";
const loadedFor = viewer();
const { style } = document.documentElement;

addEventListener("pagehide", ({ persisted }) => {
  if (persisted) style.opacity = "0"; // and not hidden: what has the focus keeps it
});
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  if (viewer() === loadedFor) style.opacity = "";
  else location.reload();
});
