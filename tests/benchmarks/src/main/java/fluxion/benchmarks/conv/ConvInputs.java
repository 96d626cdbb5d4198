package fluxion.benchmarks.conv;

import java.util.Arrays;
import java.util.Random;

/// Images, filters and cotangents of results to go round.
///
/// @param images for each turn, row-major
/// @param filters for each turn, row-major
/// @param cotangents for each turn, row-major
@SuppressWarnings("ArrayRecordComponent") // compared by identity, never by contents
public record ConvInputs(float[][] images, float[][] filters, float[][] cotangents) {
    /// How many of each there are.
    public static final int TURNS = 2;

    /// Numbers in (-0.5, 0.5).
    public static ConvInputs of(ConvSetting setting) {
        var random = new Random(1);
        return new ConvInputs(
                turns(random, setting.images()), turns(random, setting.filter()), turns(random, setting.result()));
    }

    private static float[][] turns(Random random, long[] shape) {
        int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        var turns = new float[TURNS][size];
        for (var turn : turns) {
            for (int i = 0; i < size; i++) {
                turn[i] = random.nextFloat() - 0.5f;
            }
        }
        return turns;
    }
}
