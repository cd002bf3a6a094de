# compare-output.awk - is what a program printed what the document says?
#
#     awk -f scripts/compare-output.awk expected actual
#
# Exits with 0 where it is.  A line "..." of expected stands for any lines, also for none.  Times such as
# "0.031 ms" are equal to each other.

function normalised(line) {
    gsub(/[0-9]+([.][0-9]+)? (ns|us|µs|ms)/, "… ms", line)
    return line
}

FNR == NR && FILENAME == ARGV[1] { expected[++expected_count] = normalised($0); next }
{ actual[++actual_count] = normalised($0) }

END {
    i = 1
    j = 1
    wild = 0
    while (j <= actual_count) {
        if (i <= expected_count && expected[i] == "...") {
            # Try with no line first; come back here to give it one more.
            wild = i
            retry = j
            i++
        } else if (i <= expected_count && expected[i] == actual[j]) {
            i++
            j++
        } else if (wild) {
            i = wild + 1
            j = ++retry
        } else {
            exit 1
        }
    }
    while (i <= expected_count && expected[i] == "...")
        i++
    exit i <= expected_count
}
