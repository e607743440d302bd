// Sets the chosen theme before anything is drawn, so that nobody is blinded at night by a flash of white.
(function () {
  'use strict';
  document.documentElement.classList.add('script');
  try {
    var chosen = localStorage.getItem('firsthour.theme');
    if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
  } catch (e) {
    // Storage is forbidden here: the system's own choice stands.
  }
})();
