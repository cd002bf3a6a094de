# strip-c.awk - prints C source without its comments and without what is between quotes, line for line:
# what is left can be searched for names without finding those that only are mentioned.
#
#     awk -f scripts/strip-c.awk file.c

FNR == 1 { in_comment = 0 }

{
    line = $0
    out = ""
    while (line != "") {
        if (in_comment) {
            end = index(line, "*/")
            if (end == 0)
                break
            line = substr(line, end + 2)
            in_comment = 0
            out = out " "
            continue
        }
        if (!match(line, /["'\/]/)) {
            out = out line
            break
        }
        out = out substr(line, 1, RSTART - 1)
        first = substr(line, RSTART, 1)
        line = substr(line, RSTART)
        if (first == "/") {
            second = substr(line, 2, 1)
            if (second == "/")
                break
            if (second == "*") {
                in_comment = 1
                line = substr(line, 3)
            } else {
                out = out "/"
                line = substr(line, 2)
            }
        } else {
            # A text or a character: to the next quote of its kind that has no backslash before it.
            out = out first first
            line = substr(line, 2)
            while (line != "") {
                character = substr(line, 1, 1)
                if (character == "\\") {
                    line = substr(line, 3)
                } else {
                    line = substr(line, 2)
                    if (character == first)
                        break
                }
            }
        }
    }
    print out
}
