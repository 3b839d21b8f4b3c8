#!/bin/sh
# Makes the test vectors of the public draw with coreutils only (sha256sum, sort, head), so that
# they come from another program than the one they test. Run in this folder: sh make.sh
# Each vector is a file NAME.csv: the header "ticket,line", then the sample in ticket order.
set -eu
export LC_ALL=C

sample() { # seed size; line ids come on the standard input
    while IFS= read -r line; do
        printf '%s %s\n' "$(printf '%s,%s' "$1" "$line" | sha256sum | cut -d' ' -f1)" "$line"
    done | sort | head -n "$2" | sed '1i ticket line' | sed 's/ /,/'
}

counted() { # sections lines: ids as fullcount numbers them, 00001-01 and on
    for section in $(seq -f %05g 1 "$1"); do
        for number in $(seq -f %02g 1 "$2"); do echo "$section-$number"; done
    done
}

counted 50 10 | sample 00000000000000000000 25 >zeros-25-of-500.csv
counted 50 10 | sample 86491738302645190277 25 >dice-25-of-500.csv
counted 50 10 | sample 86491738302645190277 500 >dice-all-of-500.csv
counted 50 10 | sample 864917383026451902770 25 >longer-seed-25-of-500.csv
printf '%s\n' 1 2 10 a A 'Ñ-1' '線-7' 'x,y' ' 1' '1 ' | sample 31415926535897932384 10 >odd-ids-10-of-10.csv
