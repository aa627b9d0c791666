import { createSeededRandom } from '@trader/core';
import { describe, expect, it } from 'vitest';
import { deflatedSharpeRatio, sharpeFigures } from './deflated-sharpe-ratio.ts';

describe('deflatedSharpeRatio', () => {
  it('gives the published example: Sharpe 2.5 a year, best of 100 tries over 5 years of days, is not significant', () => {
    // Bailey and López de Prado (2014), section "A numerical example": SR0 0.1132 a day, DSR 0.9004.
    const days = 250;
    const half = Math.sqrt(0.5 / days);
    // 100 tries whose Sharpe ratios have the example's variance, one half a year's, around 0.
    const ends = half * Math.sqrt(99 / 100);
    const sharpes = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? ends : -ends));
    const luck = deflatedSharpeRatio(
      { sharpe: 2.5 / Math.sqrt(days), samples: 1_250, skewness: -3, kurtosis: 10 },
      sharpes,
    );

    expect(luck?.expectedBestSharpe).toBeCloseTo(0.1132, 4);
    expect(luck?.probability).toBeCloseTo(0.9004, 3);
  });

  it('says that the best of many strategies that know nothing is luck', () => {
    const random = createSeededRandom('coin');
    const all = Array.from({ length: 200 }, () => sharpeFigures(Array.from({ length: 500 }, () => random() - 0.5)));
    const figures = all.filter(one => one !== undefined).sort((a, b) => b.sharpe - a.sharpe);
    const [best] = figures;
    if (best === undefined) throw new Error('no figures');

    const luck = deflatedSharpeRatio(
      best,
      figures.map(({ sharpe }) => sharpe),
    );

    expect(luck?.probability).toBeLessThan(0.95);
    expect(Math.abs(best.sharpe - (luck?.expectedBestSharpe ?? 0))).toBeLessThan(0.06);
  });

  it('says nothing about a single try', () => {
    expect(deflatedSharpeRatio({ sharpe: 1, samples: 100, skewness: 0, kurtosis: 3 }, [1])).toBeUndefined();
  });
});

describe('sharpeFigures', () => {
  it('equals moments computed by hand', () => {
    // Mean 2, deviations −1 −1 2: second moment 2, third 2, fourth 6; sample variance 3.
    expect(sharpeFigures([1, 1, 4])).toEqual({
      sharpe: 2 / Math.sqrt(3),
      samples: 3,
      skewness: 2 / 2 ** 1.5,
      kurtosis: 6 / 4,
    });
  });

  it.each([
    ['too few returns', [1, 2]],
    ['returns without any spread', [1, 1, 1, 1]],
  ])('says nothing about %s', (_, returns) => {
    expect(sharpeFigures(returns)).toBeUndefined();
  });
});
