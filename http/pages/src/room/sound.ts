// The level of a microphone, and the chime that proves the speakers. Both through Web Audio; where that is missing
// nothing is shown and nothing breaks.

/** How often the meter moves. */
const METER_MS = 80;
/** A speaking voice fills about this much of the scale before it is stretched. */
const GAIN = 4;

let shared: AudioContext | undefined;

function context(): AudioContext | undefined {
  try {
    shared ??= new AudioContext();
    void shared.resume();
    return shared;
  } catch {
    return undefined;
  }
}

/** Reports a track's level, 0 to 1, until it is stopped. */
export function meterOf(track: MediaStreamTrack, report: (level: number) => void): () => void {
  const audio = context();
  if (!audio) return () => undefined;
  const source = audio.createMediaStreamSource(new MediaStream([track]));
  const analyser = audio.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    report(Math.min(1, Math.sqrt(power) * GAIN));
  }, METER_MS);
  return () => {
    clearInterval(timer);
    source.disconnect();
    report(0);
  };
}

/** Two short notes. */
export function chime(): void {
  const audio = context();
  if (!audio) return;
  [660, 880].forEach((pitch, index) => {
    const from = audio.currentTime + 0.05 + index * 0.22;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.2, from + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, from + 0.4);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(from + 0.45);
  });
}
