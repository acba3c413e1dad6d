// SPDX-License-Identifier: Apache-2.0
#ifndef HC_REPORT_PROFILE_DATA_H
#define HC_REPORT_PROFILE_DATA_H

/* data/profiles/NAME.yaml as bytes; generated at build time. */
extern const unsigned char hc_profile_kr_aibasic[], hc_profile_stream[];
extern const unsigned hc_profile_kr_aibasic_len, hc_profile_stream_len;

#endif
