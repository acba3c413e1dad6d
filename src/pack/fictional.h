// SPDX-License-Identifier: Apache-2.0
#ifndef HC_PACK_FICTIONAL_H
#define HC_PACK_FICTIONAL_H

/* data/fictional/(NAME).txt and data/slur-classes.txt, embedded: one name a line, '#' begins a remark. */
extern const unsigned char hc_fictional_persons[], hc_fictional_firms[], hc_fictional_parties[], hc_fictional_schools[],
    hc_fictional_places[], hc_slur_classes[];
extern const unsigned hc_fictional_persons_len, hc_fictional_firms_len, hc_fictional_parties_len, hc_fictional_schools_len,
    hc_fictional_places_len, hc_slur_classes_len;

#endif
