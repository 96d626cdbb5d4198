package fluxion.ir;

/// Reads what [Dim#toString()] writes: sums of products of numbers, symbols and `floor((a)/(b))`.
final class DimParser {
    private final String text;
    private int at;

    DimParser(String text) {
        this.text = text.replace(" ", "");
    }

    Dim parse() {
        var dim = sum();
        if (at != text.length()) {
            throw error();
        }
        return dim;
    }

    private Dim sum() {
        var sum = product();
        while (accept("+")) {
            sum = sum.plus(product());
        }
        return sum;
    }

    private Dim product() {
        var product = factor();
        while (accept("*")) {
            product = product.times(factor());
        }
        return product;
    }

    private Dim factor() {
        if (accept("floor((")) {
            var numerator = sum();
            expect(")/(");
            var denominator = sum();
            expect("))");
            return numerator.floorDiv(denominator);
        }
        int from = at;
        accept("-");
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "_.".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        var token = text.substring(from, at);
        if (token.matches("-?\\d+")) {
            try {
                return Dim.of(Long.parseLong(token));
            } catch (NumberFormatException e) {
                throw error();
            }
        }
        if (token.isEmpty()) {
            throw error();
        }
        return Dim.symbol(token);
    }

    private boolean accept(String token) {
        if (text.startsWith(token, at)) {
            at += token.length();
            return true;
        }
        return false;
    }

    private void expect(String token) {
        if (!accept(token)) {
            throw error();
        }
    }

    private IrException error() {
        return new IrException("'" + text + "' is not a dimension: unexpected '"
                + (at < text.length() ? text.substring(at) : "end of text") + "'");
    }
}
