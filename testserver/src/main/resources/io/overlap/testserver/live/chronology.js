'use strict';

/** How an exchange ended; the names are those of the colours. */
function kindOf(status) {
  if (status === 444 || status === 499) return 'gone';
  if (status >= 500) return 'failed';
  if (status >= 400) return 'refused';
  return status >= 300 ? 'redirected' : 'answered';
}

function colourOf(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

/**
 * The exchanges of the last seconds, scrolling by: a line for each from its arrival to its answer, in the first lane that
 * was free when it arrived. They come in the order they ended, so a lane is free if the last in it ended before.
 */
class Chronology {
  static SECONDS = 20;
  static MAX_LANES = 1000;
  static LATE = 0.001;

  constructor(canvas) {
    this.canvas = canvas;
    this.note = '';
    this.forget();
  }

  forget() {
    this.lines = [];
    this.laneEnds = [];
    this.overflow = 0;
    this.shownLanes = 1;
  }

  /** Takes rows of connection, status, and in microseconds arrival, deadline and answer; forgets those too old. */
  add(rows, now) {
    for (const [, status, arrived, deadline, answered] of rows) {
      const from = arrived / 1e6;
      const to = answered / 1e6;
      const lane = this.freeLane(from);
      this.laneEnds[lane] = to;
      this.lines.push({lane, kind: kindOf(status), from, due: Math.min(deadline, answered) / 1e6, to});
    }
    const young = this.lines.findIndex(line => line.to > now - Chronology.SECONDS);
    this.lines.splice(0, young < 0 ? this.lines.length : young);
  }

  freeLane(from) {
    const free = this.laneEnds.findIndex(end => end <= from);
    if (free >= 0) return free;
    return this.laneEnds.length < Chronology.MAX_LANES
        ? this.laneEnds.length
        : this.overflow++ % Chronology.MAX_LANES;
  }

  draw(now) {
    const left = now - Chronology.SECONDS;
    const pen = this.canvas.getContext('2d');
    const ratio = window.devicePixelRatio || 1;
    const width = this.canvas.clientWidth;
    const height = this.canvas.clientHeight;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const x = t => (t - left) / Chronology.SECONDS * width;
    this.drawAxis(pen, width, height);
    this.drawLines(pen, x, height - 20);
  }

  drawAxis(pen, width, height) {
    pen.font = '12px system-ui, sans-serif';
    pen.fillStyle = colourOf('grid');
    for (let back = 0; back <= Chronology.SECONDS; back += 5) {
      pen.fillRect(Math.min(width - 1, Math.round(width * (1 - back / Chronology.SECONDS))), 0, 1, height - 18);
    }
    pen.fillStyle = colourOf('muted');
    for (let back = 0; back <= Chronology.SECONDS; back += 5) {
      pen.textAlign = back === 0 ? 'right' : back === Chronology.SECONDS ? 'left' : 'center';
      pen.fillText(back === 0 ? 'now' : '−' + back + ' s', width * (1 - back / Chronology.SECONDS), height - 4);
    }
    if (this.lines.length === 0) {
      pen.textAlign = 'center';
      pen.fillText(this.note || 'no exchange ended in these seconds', width / 2, height / 2);
    }
  }

  drawLines(pen, x, height) {
    const lanes = this.lines.reduce((most, line) => Math.max(most, line.lane + 1), 1);
    this.shownLanes = Math.max(lanes, this.shownLanes * 0.93); // opens at once, closes gently
    const step = Math.min(12, height / this.shownLanes);
    const thick = Math.max(1, step - (step > 3 ? 1 : 0));
    pen.globalAlpha = 0.75;
    for (const kind of ['answered', 'redirected', 'refused', 'failed', 'gone']) {
      pen.fillStyle = colourOf(kind);
      for (const line of this.lines) {
        if (line.kind === kind) {
          const from = Math.max(0, x(line.from));
          pen.fillRect(from, line.lane * step, Math.max(1, x(line.due) - from), thick);
        }
      }
    }
    pen.globalAlpha = 1;
    pen.fillStyle = colourOf('ink');
    for (const line of this.lines) {
      if (line.to - line.due >= Chronology.LATE) {
        pen.fillRect(x(line.due), line.lane * step, Math.max(2, x(line.to) - x(line.due)), thick);
      }
    }
  }
}
