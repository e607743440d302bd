// What the pages do beyond being read: they stay current, open evidence where it is cited, draw charts and obey the keyboard.
// Without this file every page can still be read and every button pressed.
(function () {
  'use strict';

  var page = document.body.dataset.page;
  var byId = function (id) { return document.getElementById(id); };
  // The page of an error has nothing to bring to life.
  if (!byId('theme')) return;

  // ---- Words for people -------------------------------------------------------------------------------------------------------------

  function toast(text) {
    var box = document.createElement('p');
    box.className = 'toast';
    box.textContent = text;
    byId('toasts').append(box);
    setTimeout(function () { box.remove(); }, 8000);
  }

  function live(connected) {
    var sign = byId('live');
    sign.hidden = false;
    sign.classList.toggle('off', !connected);
    sign.textContent = connected ? '● live' : '○ not live, trying again';
  }

  function ago(seconds) {
    if (seconds < 60) return Math.max(0, Math.floor(seconds)) + ' s';
    if (seconds < 3600) return Math.floor(seconds / 60) + ' min';
    if (seconds < 172800) return Math.floor(seconds / 3600) + ' h';
    return Math.floor(seconds / 86400) + ' d';
  }

  function keepTimes() {
    document.querySelectorAll('time[data-age]').forEach(function (time) {
      time.textContent = ago((Date.now() - Date.parse(time.dateTime)) / 1000);
    });
  }

  document.addEventListener('mouseover', function (event) {
    var time = event.target.closest && event.target.closest('time[datetime]');
    if (time && !time.dataset.local) {
      time.dataset.local = 'yes';
      time.title += ', here ' + new Date(time.dateTime).toLocaleString();
    }
  });

  // ---- Light and dark ---------------------------------------------------------------------------------------------------------------

  byId('theme').addEventListener('click', function () {
    var root = document.documentElement;
    var dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    try { localStorage.setItem('firsthour.theme', root.dataset.theme); } catch (e) { /* it holds for this page */ }
    drawAll();
  });

  // ---- Streams: one while the page is looked at, none while it is hidden, since a browser has six connections for all its tabs ------------

  function stream(address, listeners) {
    var source = null;
    function open() {
      if (source || document.hidden) return;
      source = new EventSource(address());
      source.onopen = function () { live(true); };
      source.onerror = function () {
        live(false);
        // The browser comes back by itself, unless the server answered with an error: then we do.
        if (source && source.readyState === EventSource.CLOSED) {
          source = null;
          setTimeout(open, 5000);
        }
      };
      Object.keys(listeners).forEach(function (name) { source.addEventListener(name, listeners[name]); });
    }
    function close() {
      if (source) source.close();
      source = null;
    }
    var hidden;
    document.addEventListener('visibilitychange', function () {
      clearTimeout(hidden);
      if (document.hidden) hidden = setTimeout(close, 3000);
      else open();
    });
    window.addEventListener('pagehide', close);
    window.addEventListener('pageshow', open);
    open();
  }

  // Does something soon, and not more often than every so many milliseconds.
  function calmly(every, what) {
    var due = null, last = 0;
    return function () {
      if (due) return;
      due = setTimeout(function () {
        due = null;
        last = Date.now();
        what();
      }, Math.max(150, last + every - Date.now()));
    };
  }

  // Swaps a part of the page for what the server says now, and leaves focus, open details and scroll where they were.
  function refresh(part) {
    if (!part || document.hidden) return;
    var active = document.activeElement;
    if (part.contains(active) && /^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName)) return;
    var address = part.dataset.here;
    fetch(address, {headers: {'HX-Request': 'true', 'Accept': 'text/html'}, credentials: 'same-origin'}).then(function (answer) {
      if (answer.status === 401) location.reload();
      return answer.ok ? answer.text() : null;
    }).then(function (html) {
      var old = byId(part.id);
      // Somebody may have filtered meanwhile: what was asked for then is not what they look at now.
      if (!html || !old || old.dataset.here !== address) return;
      var fresh = new DOMParser().parseFromString(html, 'text/html').getElementById(part.id);
      if (!fresh) return;
      var focused = document.activeElement && old.contains(document.activeElement) ? pathTo(document.activeElement, old) : null;
      var known = new Set(Array.from(old.querySelectorAll('[data-row]'), function (row) { return row.id; }));
      old.querySelectorAll('details[open][id]').forEach(function (box) {
        var same = fresh.querySelector('#' + box.id);
        if (same) same.open = true;
      });
      if (known.size) fresh.querySelectorAll('[data-row]').forEach(function (row) { row.classList.toggle('new', !known.has(row.id)); });
      fresh = document.adoptNode(fresh);
      old.replaceWith(fresh);
      htmx.process(fresh);
      if (focused) {
        var again = focused(fresh);
        if (again) again.focus({preventScroll: true});
      }
    }).catch(function () { live(false); });
  }

  function pathTo(element, root) {
    var href = element.getAttribute('href');
    var action = element.form && element.form.getAttribute('action');
    return function (fresh) {
      if (href) return Array.from(fresh.querySelectorAll('a')).find(function (link) { return link.getAttribute('href') === href; });
      if (action) {
        var form = Array.from(fresh.querySelectorAll('form')).find(function (each) { return each.getAttribute('action') === action; });
        return form && form.querySelector('button');
      }
      return null;
    };
  }

  if (page === 'list') {
    var look = calmly(2000, function () {
      var results = byId('results');
      if (results && results.dataset.live === 'true') refresh(results);
    });
    stream(function () { return '/incidents/stream'; }, {changed: look});
  }

  var lookAtIncident = calmly(400, function () { refresh(byId('now')); });

  var entries = byId('entries');
  if (page === 'incident' && entries.dataset.stream) {
    var position = Number(entries.dataset.position);
    stream(function () { return entries.dataset.stream + '?after=' + position; }, {
      entry: function (event) {
        var news = JSON.parse(event.data);
        if (news.position <= position) return;
        position = news.position;
        var item = new DOMParser().parseFromString(news.html, 'text/html').querySelector('li');
        item.classList.add('new');
        entries.prepend(document.adoptNode(item));
        if (news.moves) lookAtIncident();
      }
    });
  }

  // ---- Buttons: done in place, with a word when it did not work ----------------------------------------------------------------------------

  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (!form.hasAttribute('data-act')) return;
    event.preventDefault();
    var button = event.submitter;
    if (button) button.disabled = true;
    fetch(form.action, {
      method: 'POST', body: new URLSearchParams(new FormData(form)), credentials: 'same-origin',
      headers: {'HX-Request': 'true', 'Accept': 'application/json'}
    }).then(function (answer) {
      if (answer.ok) {
        form.reset();
        if (document.activeElement && form.contains(document.activeElement)) document.activeElement.blur();
        var box = form.closest('details');
        if (box) box.open = false;
        lookAtIncident();
        return null;
      }
      if (answer.status === 401) location.href = '/sign-in?next=' + encodeURIComponent(location.pathname);
      return answer.json().then(function (problem) { toast(problem.detail); });
    }).catch(function () {
      toast('The server could not be reached. Nothing was done; try again.');
    }).finally(function () { if (button) button.disabled = false; });
  });

  document.addEventListener('htmx:responseError', function (event) {
    var text = 'The server answered ' + event.detail.xhr.status + '.';
    try { text = JSON.parse(event.detail.xhr.responseText).detail || text; } catch (e) { /* it was no problem document */ }
    toast(text);
  });
  document.addEventListener('htmx:sendError', function () { toast('The server could not be reached.'); });

  // ---- Evidence opens where it is cited ------------------------------------------------------------------------------------------------------

  var drawer = byId('drawer');
  function openEvidence(address) {
    fetch(address, {headers: {'HX-Request': 'true', 'Accept': 'text/html'}, credentials: 'same-origin'}).then(function (answer) {
      if (!answer.ok) {
        location.href = address;
        return null;
      }
      return answer.text();
    }).then(function (html) {
      if (html === null) return;
      var body = byId('drawer-body');
      body.replaceChildren(document.adoptNode(new DOMParser().parseFromString(html, 'text/html').querySelector('article')));
      if (!drawer.open) drawer.showModal();
      body.focus({preventScroll: true});
      drawer.scrollTop = 0;
      drawAll();
    }).catch(function () { toast('The server could not be reached.'); });
  }

  document.addEventListener('click', function (event) {
    var close = event.target.closest('[data-close]');
    if (close) close.closest('dialog').close();
    if (event.target === drawer) drawer.close();
    var link = event.target.closest('a.cite, #drawer a.cite-part');
    if (!link || page === 'evidence' || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    openEvidence(link.getAttribute('href'));
  });

  // ---- Charts ----------------------------------------------------------------------------------------------------------------------------------

  var plots = [];
  function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }

  function drawAll() {
    plots.forEach(function (plot) { plot.destroy(); });
    plots = [];
    document.querySelectorAll('.charts[data-series]').forEach(function (charts) {
      var loaded = charts.loaded || fetch(charts.dataset.series, {headers: {'Accept': 'application/json'}, credentials: 'same-origin'})
        .then(function (answer) { return answer.ok ? answer.json() : []; });
      charts.loaded = loaded;
      loaded.then(function (all) {
        var figures = charts.querySelectorAll('.chart');
        all.forEach(function (series, index) { if (figures[index]) draw(figures[index].querySelector('.plot'), series); });
      });
    });
  }

  function marker(at) {
    return {hooks: {draw: [function (plot) {
      if (at === null || at === undefined) return;
      var x = Math.round(plot.valToPos(at, 'x', true));
      if (x < plot.bbox.left || x > plot.bbox.left + plot.bbox.width) return;
      var pen = plot.ctx;
      pen.save();
      pen.strokeStyle = colour('--change');
      pen.lineWidth = 2 * devicePixelRatio;
      pen.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
      pen.beginPath();
      pen.moveTo(x, plot.bbox.top);
      pen.lineTo(x, plot.bbox.top + plot.bbox.height);
      pen.stroke();
      pen.restore();
    }]}};
  }

  function draw(place, series) {
    place.replaceChildren();
    var ink = colour('--soft'), grid = {stroke: colour('--line'), width: 1};
    plots.push(new uPlot({
      width: Math.max(240, place.clientWidth), height: 160,
      tzDate: function (seconds) { return uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'); },
      cursor: {y: false, points: {size: 6}},
      legend: {live: true},
      plugins: [marker(series.changed_at)],
      scales: {x: {time: true}},
      series: [{label: 'UTC', value: '{YYYY}-{MM}-{DD} {HH}:{mm}:{ss}'}, {label: series.unit || 'value', stroke: colour('--chart'), width: 1.5, points: {show: series.times.length < 40}}],
      axes: [{stroke: ink, grid: grid, ticks: grid, values: [[86400, '{MM}-{DD}', null, null, null, null, null, null, 1], [60, '{HH}:{mm}', null, null, null, null, null, null, 1], [1, '{HH}:{mm}:{ss}', null, null, null, null, null, null, 1]]},
        {stroke: ink, grid: grid, ticks: grid, size: 62, values: function (plot, ticks) { return ticks.map(short); }}]
    }, [series.times, series.values], place));
  }

  function short(value) {
    var size = Math.abs(value);
    if (size >= 1e9) return +(value / 1e9).toPrecision(4) + ' G';
    if (size >= 1e6) return +(value / 1e6).toPrecision(4) + ' M';
    if (size >= 1e4) return +(value / 1e3).toPrecision(4) + ' k';
    return String(+value.toPrecision(4));
  }

  var redraw = null;
  window.addEventListener('resize', function () {
    clearTimeout(redraw);
    redraw = setTimeout(drawAll, 200);
  });

  // ---- Keys ------------------------------------------------------------------------------------------------------------------------------------

  var help = byId('keys-help');
  byId('keys').addEventListener('click', function () { help.showModal(); });

  function step(by) {
    var stops = Array.from(document.querySelectorAll(page === 'incident' ? '#entries .entry' : '[data-nav]'));
    if (!stops.length) return;
    var at = stops.findIndex(function (stop) { return stop === document.activeElement; });
    var next = stops[at < 0 ? (by > 0 ? 0 : stops.length - 1) : Math.min(stops.length - 1, Math.max(0, at + by))];
    next.focus();
    next.scrollIntoView({block: 'nearest'});
  }

  function goTo(id) {
    var place = byId(id);
    if (!place) return;
    place.tabIndex = -1;
    place.scrollIntoView();
    place.focus({preventScroll: true});
  }

  var before = '';
  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    var key = before === 'g' ? 'g ' + event.key : event.key;
    before = event.key;
    setTimeout(function () { before = ''; }, 1000);
    switch (key) {
      case 'j': step(1); break;
      case 'k': step(-1); break;
      case '/': if (byId('q')) byId('q').focus(); else location.href = '/incidents'; break;
      case '?': help.showModal(); break;
      case 'g l': location.href = '/incidents'; break;
      case 'g t': goTo('timeline'); break;
      case 'g e': goTo('evidence'); break;
      default: return;
    }
    event.preventDefault();
  });

  keepTimes();
  setInterval(keepTimes, 10000);
  drawAll();
})();
