'use strict';
(() => {
  const KEPT_SECONDS = 120;
  const FRAME_MILLIS = matchMedia('(prefers-reduced-motion: reduce)').matches ? 1000 : 100;
  const SILENT_MILLIS = 3000;
  const RETRY_MILLIS = 3000;
  const MEANINGS = {
    200: 'OK', 201: 'created', 301: 'moved', 302: 'found', 400: 'bad request', 404: 'no such path', 405: 'wrong method',
    413: 'body too long', 414: 'line too long', 429: 'too many requests', 431: 'head too long', 444: 'closed unanswered',
    499: 'the client left', 500: 'server error', 502: 'bad gateway', 503: 'unavailable', 504: 'gateway timeout',
  };

  const $ = id => document.getElementById(id);
  const show = (id, text) => { if ($(id).textContent !== text) $(id).textContent = text; };
  const whole = n => n.toLocaleString('en');
  const decimal = n => n == null ? '–' : n === 0 || n >= 100 ? whole(Math.round(n)) : n.toFixed(n < 10 ? 2 : 1);

  const chronology = new Chronology($('chronology'));
  const times = [];
  const history = {'in-flight': [], 'rate': [], 'late': []};
  let last = null; // the last event
  let lastMillis = 0; // when it came, by this page's clock
  let ahead = null; // the server's clock minus this page's, in seconds
  let paces = []; // counts of the last second
  let statuses = '';
  let reload = true; // the scenario, with the next event

  // ---- charts

  const charts = Object.entries(history).map(([name, values]) => {
    const box = $('chart-' + name);
    const readout = document.querySelector('#h-' + name + ' output');
    const ink = () => colourOf('muted');
    const grid = {stroke: () => colourOf('grid'), width: 1};
    const plot = new uPlot({
      width: box.clientWidth,
      height: 150,
      legend: {show: false},
      cursor: {y: false, drag: {x: false, y: false}},
      scales: {
        x: {time: false, range: () => last ? [last.t - KEPT_SECONDS, last.t] : [-KEPT_SECONDS, 0]},
        y: {range: (u, least, most) => [0, Math.max(name === 'late' ? 0.1 : 5, (most || 0) * 1.1)]},
      },
      axes: [
        {
          stroke: ink, grid, ticks: {show: false}, size: 24, gap: 4,
          splits: (u, axis, least, most) => [120, 90, 60, 30, 0].map(s => most - s),
          values: u => [120, 90, 60, 30, 0].map(s => s === 0 ? 'now' : s % 60 > 0 && u.width < 300 ? '' : '−' + s + ' s'),
        },
        {stroke: ink, grid, ticks: {show: false}, size: 48, gap: 4, values: (u, splits) => splits.map(v => v >= 1e4 ? v / 1e3 + 'k' : String(v))},
      ],
      series: [{}, {
        stroke: () => colourOf('answered'), fill: () => colourOf('answered') + '30', width: 2,
        points: {show: false}, spanGaps: name === 'late',
      }],
      hooks: {
        setCursor: [u => {
          const at = u.cursor.idx;
          readout.textContent = at == null || times[at] === undefined || !last
              ? '' : decimal(values[at]) + ' at −' + Math.round(last.t - times[at]) + ' s';
        }],
      },
      padding: [8, 22, 0, 0],
    }, [times, values], box);
    new ResizeObserver(() => plot.setSize({width: box.clientWidth, height: 150})).observe(box);
    return () => plot.setData([times, values]);
  });

  function drawCharts() {
    if (!document.hidden) charts.forEach(draw => draw());
  }

  function remember(t, inFlight, rate, late) {
    times.push(t);
    history['in-flight'].push(inFlight);
    history.rate.push(rate);
    history.late.push(late);
    const old = times.findIndex(time => time >= t - KEPT_SECONDS);
    for (const list of [times, ...Object.values(history)]) list.splice(0, old);
  }

  function forget() {
    for (const list of [times, ...Object.values(history)]) list.length = 0;
    chronology.forget();
    paces = [];
    last = null;
    ahead = null;
  }

  // ---- events

  function connect() {
    const source = new EventSource('events');
    source.onmessage = message => take(JSON.parse(message.data));
    source.onerror = () => {
      reload = true; // it may be another server that answers next
      if (source.readyState === EventSource.CLOSED) { // refused: it does not try again by itself
        state('lost', 'refused: 8 may watch');
        setTimeout(connect, RETRY_MILLIS);
      } else {
        state('lost', 'disconnected');
      }
    };
  }

  function state(kind, text) {
    $('state').className = kind;
    document.body.className = kind;
    show('state', text);
  }

  function take(event) {
    if (last && event.t < last.t) forget(); // another server answers here now
    if (last && event.t - last.t > 2) { // a gap in the charts, and no rate across it
      remember(last.t + 0.01, null, null, null);
      paces = [];
    }
    const rate = pace(event);
    last = event;
    lastMillis = performance.now();
    const offset = event.t - lastMillis / 1e3;
    ahead = ahead === null || offset > ahead || ahead - offset > 1 ? offset : ahead;
    state('live', 'live');
    remember(event.t, event.in_flight, rate, event.recent_lateness_ms.p99);
    chronology.note = event.record === 0 ? 'exchanges are not recorded here' : '';
    chronology.add(event.exchanges, event.t);
    tell(event, rate);
    drawCharts();
    if (!event.admin) $('controls').hidden = true;
    if (event.admin && reload) loadScenario();
    reload = false;
  }

  /** Requests a second, over the last second. */
  function pace(event) {
    if (paces.length && event.requests < paces[paces.length - 1].requests) paces = []; // a reset
    paces.push({t: event.t, requests: event.requests});
    while (paces.length > 2 && paces[1].t <= event.t - 1) paces.shift();
    const seconds = event.t - paces[0].t;
    return seconds > 0 ? (event.requests - paces[0].requests) / seconds : null;
  }

  function tell(event, rate) {
    show('in-flight', whole(event.in_flight));
    show('max-in-flight', whole(event.max_in_flight));
    show('requests', whole(event.requests));
    show('rate', rate === null ? '–' : whole(Math.round(rate)));
    show('connections', whole(event.connections));
    show('late-p50', decimal(event.lateness_ms.p50));
    show('late-p99', decimal(event.lateness_ms.p99));
    show('late-max', decimal(event.lateness_ms.max));
    show('cancelled', whole(event.cancelled));
    tellIfEver('faults', Object.values(event.faults || {}).reduce((sum, count) => sum + count, 0));
    tellIfEver('waiting', event.waiting || 0);
    show('skipped', event.skipped > 0
        ? whole(event.exchanges.length) + ' of ' + whole(event.exchanges.length + event.skipped) + ' drawn' : '');
    if (statuses !== JSON.stringify(event.by_status)) {
      statuses = JSON.stringify(event.by_status);
      tellStatuses(event.by_status);
    }
  }

  /** A number that most servers never have: it appears with the first. */
  function tellIfEver(name, value) {
    if (value > 0 && $(name + '-tile').hidden) {
      $(name + '-tile').hidden = false;
      document.querySelector('.tiles').classList.add('more');
    }
    show(name, whole(value));
  }

  function tellStatuses(byStatus) {
    const rows = Object.entries(byStatus).map(([status, count]) => {
      const row = document.createElement('tr');
      const code = row.insertCell();
      const swatch = document.createElement('i');
      swatch.className = kindOf(Number(status));
      code.append(swatch, status);
      row.insertCell().textContent = MEANINGS[status] || '';
      const number = row.insertCell();
      number.className = 'number';
      number.textContent = whole(count);
      return row;
    });
    if (rows.length === 0) {
      const row = document.createElement('tr');
      row.insertCell().textContent = 'none yet';
      rows.push(row);
    }
    $('statuses').replaceChildren(...rows);
  }

  // ---- the scenario: its text is the truth, the fields write lines of it

  const text = $('scenario-text');
  let told = null; // by the server, when it was last asked

  /** Shows the server's scenario, unless somebody has begun to write another one. */
  async function loadScenario() {
    const answer = await fetch('admin/scenario').catch(() => null);
    if (!answer || !answer.ok) return;
    const now = await answer.text();
    if (told === null || text.value === told) {
      text.value = now;
      readFields();
    }
    told = now;
    $('controls').hidden = false;
  }

  function lineOf(pattern) {
    const line = text.value.split('\n').find(one => pattern.test(one));
    return line === undefined ? null : line.trim();
  }

  /** Replaces the first line like this one, or adds it before the paths; null takes it away. */
  function setLine(pattern, line) {
    const lines = text.value.split('\n').filter((one, at, all) => one.trim() || at < all.length - 1);
    const at = lines.findIndex(one => pattern.test(one));
    if (at >= 0) {
      lines.splice(at, 1, ...(line === null ? [] : [line]));
    } else if (line !== null) {
      lines.splice(line.startsWith('/') ? lines.length : 0, 0, line);
    }
    text.value = lines.map(one => one + '\n').join('');
  }

  const DELAY = /^\s*delay\s/;
  const LIMIT = /^\s*limit\s/;
  const PATH = /^\s*\//;

  /** The words of a limit or a path, without a comment. */
  function wordsOf(line, separator) {
    const blanks = (line || '').replace(/\s#.*$/, '').trim().split(/\s+/);
    return blanks.slice(1).join(separator).split(separator).filter(word => word);
  }

  function readFields() {
    const delay = lineOf(DELAY);
    $('delay').value = delay === null ? '' : delay.replace(/^delay\s+/, '');
    const limit = lineOf(LIMIT) || '';
    $('servers').value = (/servers=(\d+)/.exec(limit) || ['', ''])[1];
    $('queue').value = (/queue=(\d+)/.exec(limit) || ['', ''])[1];
    const path = (lineOf(PATH) || '').split(/\s+/)[0];
    const parts = wordsOf(lineOf(PATH), '&');
    const fault = parts.find(part => /^(status|fault)=/.test(part)) || '';
    $('fault-path').value = path;
    if (fault && ![...$('fault').options].some(option => option.value === fault)) {
      $('fault').add(new Option(fault, fault));
    }
    $('fault').value = fault;
    $('fault-p').value = (parts.find(part => part.startsWith('p=')) || '').slice(2);
  }

  function writeDelay() {
    const delay = $('delay').value.trim();
    setLine(DELAY, delay ? 'delay ' + delay : null);
  }

  function writeLimit() {
    const servers = $('servers').value.trim();
    const queue = $('queue').value.trim();
    const others = wordsOf(lineOf(LIMIT), ',').filter(word => !/^(servers|queue)=/.test(word));
    const words = ['servers=' + servers, ...(queue ? ['queue=' + queue] : []), ...others];
    setLine(LIMIT, servers ? 'limit ' + words.join(',') : null);
  }

  function writePath() {
    const path = '/' + ($('fault-path').value.trim() || 'add').replace(/^\/+/, '');
    const parts = wordsOf(lineOf(PATH), '&').filter(word => !/^(status|fault|p)=/.test(word));
    if ($('fault').value) {
      parts.push($('fault').value);
      if ($('fault-p').value.trim()) parts.push('p=' + $('fault-p').value.trim());
    }
    setLine(PATH, parts.length ? path + ' ' + parts.join('&') : null);
  }

  $('delay').addEventListener('input', writeDelay);
  ['servers', 'queue'].forEach(id => $(id).addEventListener('input', writeLimit));
  ['fault-path', 'fault', 'fault-p'].forEach(id => $(id).addEventListener('input', writePath));
  text.addEventListener('input', readFields);

  async function post(path, body, done) {
    const answer = await fetch(path, {method: 'POST', body}).catch(() => null);
    const line = answer ? (await answer.text()).trim() : 'no answer';
    const good = Boolean(answer && answer.ok);
    $('scenario-message').className = good ? '' : 'bad';
    show('scenario-message', good ? done : line);
    return good;
  }

  $('scenario').addEventListener('submit', async submitted => {
    submitted.preventDefault();
    const sent = text.value;
    if (await post('admin/scenario', sent, 'applied')) {
      told = sent;
      loadScenario();
    }
  });
  $('reset').addEventListener('click', () => post('admin/reset', '', 'counts forgotten'));

  // ---- the clock

  let drawnMillis = 0;
  function frame(millis) {
    if (ahead !== null && document.body.className === 'live' && millis - drawnMillis >= FRAME_MILLIS) {
      drawnMillis = millis;
      chronology.draw(ahead + performance.now() / 1e3);
    }
    requestAnimationFrame(frame);
  }

  setInterval(() => {
    const silent = performance.now() - lastMillis;
    if (last && $('state').className === 'live' && silent > SILENT_MILLIS) {
      state('lost', 'no news for ' + Math.round(silent / 1e3) + ' s');
    }
  }, 1000);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawCharts);
  document.addEventListener('visibilitychange', () => {
    drawCharts();
    reload = reload || !document.hidden; // it may have been changed from elsewhere
  });

  connect();
  requestAnimationFrame(frame);
})();
