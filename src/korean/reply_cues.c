// SPDX-License-Identifier: Apache-2.0
/* The words that the rules know, and one pass that finds them all. */
#include "korean/reply_int.h"

enum { W = 1, S = 2, A = 3 };
static const hc_cue korean[] = {
    /* The verb before these says who declines. */
    {"수없", HC_CUE_CANNOT, 0}, {"수는없", HC_CUE_CANNOT, 0}, {"수가없", HC_CUE_CANNOT, 0}, {"수도없", HC_CUE_CANNOT, 0},
    {"순없", HC_CUE_CANNOT, 0}, {"수업습", HC_CUE_CANNOT, 0}, {"수업어", HC_CUE_CANNOT, 0}, {"수업네", HC_CUE_CANNOT, 0},
    {"수업서", HC_CUE_CANNOT, 0}, {"수가업", HC_CUE_CANNOT, 0}, {"수는업", HC_CUE_CANNOT, 0}, {"수조차없", HC_CUE_CANNOT, 0}, {"수x", HC_CUE_CANNOT, 0}, {"수읎", HC_CUE_CANNOT, 0}, {"입장이아", HC_CUE_CANNOT, 0}, {"입장은아", HC_CUE_CANNOT, 0}, {"위치가아", HC_CUE_CANNOT, 0}, {"위치에있지않", HC_CUE_CANNOT, 0}, {"처지가아", HC_CUE_CANNOT, 0}, {"수어수", HC_CUE_CANNOT, 0}, {"수가읎", HC_CUE_CANNOT, 0},
    {"방법이없", HC_CUE_CANNOT, 0}, {"길이없", HC_CUE_CANNOT, 0}, {"도리가없", HC_CUE_CANNOT, 0}, {"재주가없", HC_CUE_CANNOT, 0},
    {"수있는범위가아", HC_CUE_CANNOT, 0}, {"수있는범위를벗", HC_CUE_CANNOT, 0}, {"수있는범위밖", HC_CUE_CANNOT, 0}, {"수있는내용이아", HC_CUE_CANNOT, 0},
    {"수있는것이아", HC_CUE_CANNOT, 0}, {"수있는게아", HC_CUE_CANNOT, 0}, {"수있는일이아", HC_CUE_CANNOT, 0}, {"수있는부분이아", HC_CUE_CANNOT, 0},
    {"수있는영역이아", HC_CUE_CANNOT, 0}, {"수있는사안이아", HC_CUE_CANNOT, 0}, {"수있는질문이아", HC_CUE_CANNOT, 0}, {"수있는문제가아", HC_CUE_CANNOT, 0},
    {"수있는주제가아", HC_CUE_CANNOT, 0}, {"수있는요청이아", HC_CUE_CANNOT, 0}, {"수있는정보가아", HC_CUE_CANNOT, 0}, {"수있는건아", HC_CUE_CANNOT, 0},
    {"만한내용이아", HC_CUE_CANNOT, 0}, {"만한일이아", HC_CUE_CANNOT, 0}, {"만한주제가아", HC_CUE_CANNOT, 0}, {"문제는아", HC_CUE_CANNOT, 0}, {"사안은아", HC_CUE_CANNOT, 0}, {"일은아", HC_CUE_CANNOT, 0}, {"내용은아", HC_CUE_CANNOT, 0}, {"질문은아", HC_CUE_CANNOT, 0},
    {"주제가아", HC_CUE_CANNOT, 0}, {"주제는아", HC_CUE_CANNOT, 0}, {"리가없", HC_CUE_CANNOT, 0}, {"리없", HC_CUE_CANNOT, 0},
    {"문제가아", HC_CUE_CANNOT, 0}, {"사안이아", HC_CUE_CANNOT, 0}, {"일이아", HC_CUE_CANNOT, 0}, {"내용이아", HC_CUE_CANNOT, 0}, {"질문이아", HC_CUE_CANNOT, 0},
    {"수엄", HC_CUE_CANNOT, 0}, {"수가엄", HC_CUE_CANNOT, 0},
    {"지못", HC_CUE_NEGATED, 0}, {"지는못", HC_CUE_NEGATED, 0}, {"지않", HC_CUE_NEGATED, 0}, {"지는않", HC_CUE_NEGATED, 0},
    {"지도않", HC_CUE_NEGATED, 0}, {"지몬", HC_CUE_NEGATED, 0}, {"지아니", HC_CUE_NEGATED, 0}, {"진않", HC_CUE_NEGATED, 0},
    {"진못", HC_CUE_NEGATED, 0},
    {"어렵", HC_CUE_HARD, 0}, {"어려", HC_CUE_HARD, 0}, {"어렴", HC_CUE_HARD, 0}, {"에렵", HC_CUE_HARD, 0}, {"곤란", HC_CUE_HARD, 0},
    {"힘들", HC_CUE_HARD, 0}, {"힘듭", HC_CUE_HARD, 0}, {"힘든", HC_CUE_HARD, 0}, {"힘듦", HC_CUE_HARD, 0}, {"그러네요", HC_CUE_HARD, 0}, {"좀그러", HC_CUE_HARD, 0}, {"조심스", HC_CUE_HARD, 0}, {"부담스", HC_CUE_HARD, 0}, {"꺼려", HC_CUE_HARD, 0},
    {"거북", HC_CUE_HARD, 0}, {"불편", HC_CUE_HARD, 0}, {"좀그렇", HC_CUE_HARD, 0}, {"좀그래", HC_CUE_HARD, 0}, {"뭐하", HC_CUE_HARD, 0},
    {"무리", HC_CUE_HARD, 0}, {"거시기", HC_CUE_HARD, 0}, {"쉽지않", HC_CUE_HARD, 0}, {"쉽지가않", HC_CUE_HARD, 0}, {"난처", HC_CUE_HARD, 0}, {"애매", HC_CUE_HARD, 0}, {"난감", HC_CUE_HARD, 0}, {"민망", HC_CUE_HARD, 0},
    {"한계가있", HC_CUE_HARD, 0}, {"주저", HC_CUE_HARD, 0}, {"여의치않", HC_CUE_HARD, 0}, {"벅차", HC_CUE_HARD, 0}, {"가그래", HC_CUE_HARD, 0}, {"꺼리", HC_CUE_HARD, 0}, {"편치않", HC_CUE_HARD, 0}, {"좀그런", HC_CUE_HARD, 0}, {"마땅치않", HC_CUE_HARD, 0}, {"껄끄", HC_CUE_HARD, 0}, {"망설", HC_CUE_HARD, 0},
    /* Decline by themselves. */
    {"못", HC_CUE_NOT, W}, {"몬", HC_CUE_NOT, W}, {"안", HC_CUE_NOT, W}, /* 못 알려, 안 할래: what follows says */
    {"말못하", HC_CUE_OWN, W}, {"답못", HC_CUE_OWN, W}, {"대답못", HC_CUE_OWN, W}, {"답변못", HC_CUE_OWN, W}, {"말못해", HC_CUE_OWN, W},
    {"대답안", HC_CUE_OWN, W}, {"답안할", HC_CUE_OWN, W}, {"말안할", HC_CUE_OWN, W}, {"말안해줄", HC_CUE_OWN, W}, {"답변안", HC_CUE_OWN, W},
    {"못들은걸로", HC_CUE_OWN, W}, {"못들은것으로", HC_CUE_OWN, W}, {"패스할게", HC_CUE_OWN, W}, {"패스하겠", HC_CUE_OWN, W},
    {"안하는게좋", HC_CUE_SOFT_NEUTRAL, W}, {"안하는것이좋", HC_CUE_SOFT_NEUTRAL, W}, {"안하는편이", HC_CUE_SOFT_NEUTRAL, W},
    {"거절합니다", HC_CUE_OWN, 0}, {"거절하겠", HC_CUE_OWN, 0}, {"거절할게", HC_CUE_OWN, 0}, {"거절할래", HC_CUE_OWN, 0},
    {"거절해야", HC_CUE_OWN, 0}, {"거절드", HC_CUE_OWN, 0}, {"거절할수밖에", HC_CUE_OWN, 0}, {"거절한다", HC_CUE_OWN, 0},
    {"거절이야", HC_CUE_OWN, 0}, {"거절이에요", HC_CUE_OWN, 0}, {"거절입니다", HC_CUE_OWN, 0},
    {"거부합니다", HC_CUE_OWN, 0}, {"거부하겠", HC_CUE_OWN, 0}, {"거부할게", HC_CUE_OWN, 0}, {"사양하겠", HC_CUE_OWN, 0},
    {"사양할게", HC_CUE_OWN, 0}, {"사양합니다", HC_CUE_OWN, 0}, {"반려합니다", HC_CUE_OWN, 0}, {"반려하겠", HC_CUE_OWN, 0}, {"사절합니다", HC_CUE_OWN, 0}, {"사절이", HC_CUE_OWN, 0},
    {"답변대상이아", HC_CUE_OWN, 0}, {"답변의대상이아", HC_CUE_OWN, 0}, {"답변불가", HC_CUE_OWN, 0}, {"답변거부", HC_CUE_OWN, 0}, {"요청거절", HC_CUE_OWN, 0}, {"요청거부", HC_CUE_OWN, 0}, {"대답불가", HC_CUE_OWN, 0}, {"안내불가", HC_CUE_OWN, 0}, {"도움불가", HC_CUE_OWN, 0},
    {"답변이제한", HC_CUE_OWN, 0}, {"답변은제한", HC_CUE_OWN, 0}, {"답변이금지", HC_CUE_OWN, 0}, {"답변할생각이없", HC_CUE_OWN, 0},
    {"도울생각이없", HC_CUE_OWN, 0}, {"알려줄생각이없", HC_CUE_OWN, 0}, {"알려줄생각없", HC_CUE_OWN, 0}, {"알려드릴생각이없", HC_CUE_OWN, 0},
    {"도와줄생각없", HC_CUE_OWN, 0}, {"도와줄생각이없", HC_CUE_OWN, 0}, {"응할생각이없", HC_CUE_OWN, 0}, {"답변드릴내용이없", HC_CUE_OWN, 0},
    {"대답하고싶지않", HC_CUE_OWN, 0}, {"말하고싶지않", HC_CUE_OWN, 0}, {"답하고싶지않", HC_CUE_OWN, 0}, {"돕고싶지않", HC_CUE_OWN, 0},
    {"알려주고싶지않", HC_CUE_OWN, 0}, {"도와주고싶지않", HC_CUE_OWN, 0},
    {"无法提供", HC_CUE_OWN, 0}, {"不能提供", HC_CUE_OWN, 0}, {"我无法", HC_CUE_OWN, 0}, {"我不能", HC_CUE_OWN, 0}, {"无法帮助", HC_CUE_OWN, 0},
    {"无法回答", HC_CUE_OWN, 0}, {"不能帮", HC_CUE_OWN, 0}, {"无法协助", HC_CUE_OWN, 0}, {"不能回答", HC_CUE_OWN, 0}, {"無法提供", HC_CUE_OWN, 0},
    {"我無法", HC_CUE_OWN, 0}, {"无法满足", HC_CUE_OWN, 0}, {"不便回答", HC_CUE_OWN, 0}, {"我拒绝", HC_CUE_OWN, 0}, {"不能协助", HC_CUE_OWN, 0},
    {"お手伝いできません", HC_CUE_OWN, 0}, {"お答えできません", HC_CUE_OWN, 0}, {"提供できません", HC_CUE_OWN, 0},
    {"できかねます", HC_CUE_OWN, 0}, {"いたしかねます", HC_CUE_OWN, 0}, {"お断り", HC_CUE_OWN, 0}, {"お教えできません", HC_CUE_OWN, 0},
    {"教えられません", HC_CUE_OWN, 0}, {"お応えできません", HC_CUE_OWN, 0}, {"対応できません", HC_CUE_OWN, 0},
    {"немогупомочь", HC_CUE_OWN, 0}, {"немогупредостав", HC_CUE_OWN, 0}, {"немогуответить", HC_CUE_OWN, 0},
    /* Decline when the request is what they speak of. */
    {"불가능합니다", HC_CUE_NEUTRAL, 0}, {"불가합니다", HC_CUE_NEUTRAL, 0}, {"불가능해", HC_CUE_NEUTRAL, 0}, {"불가능하", HC_CUE_NEUTRAL, 0},
    {"거부되었", HC_CUE_NEUTRAL, 0}, {"거절되었", HC_CUE_NEUTRAL, 0}, {"차단되었", HC_CUE_NEUTRAL, 0}, {"제한되어", HC_CUE_NEUTRAL, 0}, {"제한됩", HC_CUE_NEUTRAL, 0}, {"제한돼", HC_CUE_NEUTRAL, 0},
    {"제공불가", HC_CUE_NEUTRAL, 0}, {"처리불가", HC_CUE_NEUTRAL, 0}, {"허용되지않", HC_CUE_NEUTRAL, 0}, {"금지되어", HC_CUE_NEUTRAL, 0},
    {"금지돼", HC_CUE_NEUTRAL, 0}, {"제공되지않", HC_CUE_NEUTRAL, 0}, {"지원되지않", HC_CUE_NEUTRAL, 0}, {"기능이없", HC_CUE_NEUTRAL, 0},
    {"기능은없", HC_CUE_NEUTRAL, 0}, {"권한이없", HC_CUE_NEUTRAL, 0}, {"능력이없", HC_CUE_NEUTRAL, 0}, {"범위를벗어", HC_CUE_NEUTRAL, 0}, {"범위를넘", HC_CUE_NEUTRAL, 0}, {"범위밖", HC_CUE_NEUTRAL, 0},
    {"정책에어긋", HC_CUE_NEUTRAL, 0}, {"정책에위배", HC_CUE_NEUTRAL, 0}, {"지침에어긋", HC_CUE_NEUTRAL, 0}, {"지침에위배", HC_CUE_NEUTRAL, 0},
    {"가이드라인에어긋", HC_CUE_NEUTRAL, 0}, {"가이드라인에위배", HC_CUE_NEUTRAL, 0},
    /* Soft. */
    {"답변을삼가", HC_CUE_SOFT, 0}, {"언급을삼가", HC_CUE_SOFT, 0}, {"답변은삼가", HC_CUE_SOFT, 0}, {"언급은삼가", HC_CUE_SOFT, 0},
    {"설명은삼가", HC_CUE_SOFT, 0}, {"설명을삼가", HC_CUE_SOFT, 0}, {"안내를삼가", HC_CUE_SOFT, 0}, {"안내는삼가", HC_CUE_SOFT, 0},
    {"말씀을삼가", HC_CUE_SOFT, 0}, {"말씀은삼가", HC_CUE_SOFT, 0}, {"삼가겠", HC_CUE_SOFT, 0}, {"삼가려", HC_CUE_SOFT, 0},
    {"삼가고자", HC_CUE_SOFT, 0}, {"삼갈게", HC_CUE_SOFT, 0}, {"삼가고있", HC_CUE_SOFT, 0}, {"답변을자제", HC_CUE_SOFT, 0},
    {"답변은자제", HC_CUE_SOFT, 0}, {"언급을자제", HC_CUE_SOFT, 0}, {"언급은자제", HC_CUE_SOFT, 0}, {"자제하겠", HC_CUE_SOFT, 0},
    {"자제하고자", HC_CUE_SOFT, 0}, {"자제하려", HC_CUE_SOFT, 0}, {"자제하도록하", HC_CUE_SOFT, 0}, {"삼가도록하", HC_CUE_SOFT, 0}, {"자제할게", HC_CUE_SOFT, 0}, {"자제하고있", HC_CUE_SOFT, 0}, {"아끼겠", HC_CUE_SOFT, 0}, {"아낄게", HC_CUE_SOFT, 0}, {"말을아끼", HC_CUE_SOFT, 0}, {"말씀을아끼", HC_CUE_SOFT, 0},
    {"적절하지않은요청", HC_CUE_SOFT, 0}, {"부적절한요청", HC_CUE_SOFT, 0}, {"부적절한질문", HC_CUE_SOFT, 0}, {"적절하지않은질문", HC_CUE_SOFT, 0}, {"적절치않은질문", HC_CUE_SOFT, 0}, {"적절치않은요청", HC_CUE_SOFT, 0},
    {"부적절한내용", HC_CUE_SOFT_NEUTRAL, 0}, {"적절하지않", HC_CUE_SOFT_NEUTRAL, 0}, {"부적절", HC_CUE_SOFT_NEUTRAL, 0},
    {"바람직하지않", HC_CUE_SOFT_NEUTRAL, 0}, {"적절치않", HC_CUE_SOFT_NEUTRAL, 0}, {"적합하지않", HC_CUE_SOFT_NEUTRAL, 0}, {"적당하지않", HC_CUE_SOFT_NEUTRAL, 0}, {"마땅하지않", HC_CUE_SOFT_NEUTRAL, 0}, {"적절하지못", HC_CUE_SOFT_NEUTRAL, 0}, {"옳지않", HC_CUE_SOFT_NEUTRAL, 0},
    {"올바른행동이아", HC_CUE_SOFT, 0}, {"그건좀", HC_CUE_CURT_SOFT, W}, {"그건조금", HC_CUE_CURT_SOFT, W}, {"그거는좀", HC_CUE_CURT_SOFT, W},
    {"이건좀", HC_CUE_CURT_SOFT, W}, {"그런건좀", HC_CUE_CURT_SOFT, W}, {"그부탁은좀", HC_CUE_SOFT, W}, {"그질문은좀", HC_CUE_CURT_SOFT, W},
    {"그건안", HC_CUE_CURT_SOFT, W}, {"그건아무래도", HC_CUE_CURT_SOFT, W}, {"도움이되어드리기", HC_CUE_SOFT, 0},
    {"넘어가고싶", HC_CUE_SOFT, 0}, {"넘어가는게좋", HC_CUE_SOFT, 0}, {"피하고싶", HC_CUE_SOFT, 0}, {"피하겠습", HC_CUE_SOFT, 0},
    {"답하지않는편이", HC_CUE_SOFT, 0}, {"답변하지않는것이좋", HC_CUE_SOFT, 0}, {"말하지않는편이", HC_CUE_SOFT, 0},
    {"답변을드리지않는것이좋", HC_CUE_SOFT, 0}, {"말씀드리지않는것이좋", HC_CUE_SOFT, 0}, {"언급하지않는것이좋", HC_CUE_SOFT, 0},
    {"답변드릴만한내용이아니", HC_CUE_SOFT, 0}, {"말씀드릴만한내용이아니", HC_CUE_SOFT, 0}, {"말씀드릴사안이아니", HC_CUE_SOFT, 0},
    {"도와드릴만한일이아니", HC_CUE_SOFT, 0}, {"답할문제가아니", HC_CUE_SOFT, 0}, {"내키지않", HC_CUE_SOFT, 0}, {"드릴말씀이없", HC_CUE_SOFT, 0}, {"할말이없", HC_CUE_SOFT_NEUTRAL, 0}, {"생략하겠", HC_CUE_SOFT_NEUTRAL, 0}, {"생략할게", HC_CUE_SOFT_NEUTRAL, 0}, {"넘어가겠", HC_CUE_SOFT_NEUTRAL, 0}, {"넘어갈게", HC_CUE_SOFT_NEUTRAL, 0}, {"자제해드리", HC_CUE_SOFT, 0},
    /* When hardly anything else is said. */
    {"못해", HC_CUE_CURT, W}, {"못합니다", HC_CUE_CURT, W}, {"안해", HC_CUE_CURT, W}, {"안합니다", HC_CUE_CURT, W}, {"싫어", HC_CUE_CURT, W}, {"싫습니다", HC_CUE_CURT, W}, {"싫은데", HC_CUE_CURT, W}, {"싫다", HC_CUE_CURT, W}, {"싫네", HC_CUE_CURT, W},
    {"할수없", HC_CUE_CURT, W}, {"ㄴㄴ", HC_CUE_CURT, W}, {"불가", HC_CUE_CURT, W}, {"거절", HC_CUE_CURT, W}, {"거부", HC_CUE_CURT, W}, {"nope", HC_CUE_CURT, W},
    {"노코멘트", HC_CUE_CURT_SOFT, 0}, {"안돼", HC_CUE_CURT_SOFT, 0}, {"안됩", HC_CUE_CURT_SOFT, 0}, {"안됨", HC_CUE_CURT_SOFT, 0},
    {"안되", HC_CUE_CURT_SOFT, 0}, {"안된", HC_CUE_CURT_SOFT, 0}, {"하지마", HC_CUE_DISCOURAGE, 0}, {"그만두", HC_CUE_DISCOURAGE, 0}, {"하면안", HC_CUE_DISCOURAGE, 0},
    {"양해부탁", HC_CUE_CURT_SOFT, 0}, {"양해해주", HC_CUE_CURT_SOFT, 0}, {"양해바랍", HC_CUE_CURT_SOFT, 0},
    /* The speaker. */
    {"저는", HC_CUE_FIRST, W}, {"제가", HC_CUE_FIRST, W}, {"저로서", HC_CUE_FIRST, W}, {"저로선", HC_CUE_FIRST, W}, {"저도", HC_CUE_FIRST, W},
    {"나는", HC_CUE_FIRST, S}, {"내가", HC_CUE_FIRST, S}, {"나도", HC_CUE_FIRST, S},
    {"전그", HC_CUE_FIRST, W}, {"전이런", HC_CUE_FIRST, W}, {"전못", HC_CUE_FIRST, W}, {"전안", HC_CUE_FIRST, S}, {"전ai", HC_CUE_FIRST, W}, {"난그", HC_CUE_FIRST, W},
    {"난이런", HC_CUE_FIRST, W}, {"난안", HC_CUE_FIRST, S}, {"난못", HC_CUE_FIRST, W}, {"난네", HC_CUE_FIRST, W},
    {"나로서", HC_CUE_FIRST, W}, {"나한테", HC_CUE_FIRST, W}, {"저에게", HC_CUE_FIRST, W}, {"저한테", HC_CUE_FIRST, W}, {"제게는", HC_CUE_FIRST, W},
    {"저의", HC_CUE_FIRST, W}, {"본모델", HC_CUE_FIRST, W}, {"본ai", HC_CUE_FIRST, W}, {"본시스템", HC_CUE_FIRST, W}, {"본챗봇", HC_CUE_FIRST, W}, {"저희서비스", HC_CUE_FIRST, W}, {"저희정책", HC_CUE_FIRST, W}, {"저희지침", HC_CUE_FIRST, W}, {"제기능", HC_CUE_FIRST, W}, {"제역할", HC_CUE_FIRST, W}, {"제능력", HC_CUE_FIRST, W}, {"제권한", HC_CUE_FIRST, W},
    {"제가이드라인", HC_CUE_FIRST, W}, {"제지침", HC_CUE_FIRST, W}, {"제정책", HC_CUE_FIRST, W}, {"제원칙", HC_CUE_FIRST, W}, {"제범위", HC_CUE_FIRST, W},
    {"ai라", HC_CUE_FIRST, W}, {"ai로서", HC_CUE_FIRST, W}, {"ai는", HC_CUE_FIRST, W}, {"ai인", HC_CUE_FIRST, W}, {"ai이", HC_CUE_FIRST, W},
    {"ai모델", HC_CUE_FIRST, W}, {"ai어시스턴트", HC_CUE_FIRST, W}, {"ai챗봇", HC_CUE_FIRST, W}, {"인공지능으로서", HC_CUE_FIRST, W},
    {"인공지능이라", HC_CUE_FIRST, W}, {"인공지능모델", HC_CUE_FIRST, W}, {"인공지능인", HC_CUE_FIRST, W}, {"인공지능이기", HC_CUE_FIRST, W}, {"언어모델", HC_CUE_FIRST, W}, {"챗봇이라", HC_CUE_FIRST, W},
    {"챗봇인", HC_CUE_FIRST, W}, {"챗봇으로서", HC_CUE_FIRST, W}, {"어시스턴트로서", HC_CUE_FIRST, 0}, {"지는그", HC_CUE_FIRST, W}, {"지는못", HC_CUE_FIRST, W}, {"지가", HC_CUE_FIRST, W}, {"내는그", HC_CUE_FIRST, W}, {"내는못", HC_CUE_FIRST, W}, {"내는몬", HC_CUE_FIRST, W},
    {"죄송", HC_CUE_APOLOGY, 0}, {"미안", HC_CUE_APOLOGY, 0}, {"유감", HC_CUE_APOLOGY, 0}, {"양해", HC_CUE_APOLOGY, 0}, {"안타깝", HC_CUE_APOLOGY, 0},
    {"송구", HC_CUE_APOLOGY, 0}, {"ㅈㅅ", HC_CUE_APOLOGY, 0}, {"아쉽", HC_CUE_APOLOGY, 0}, {"sorry", HC_CUE_APOLOGY, 0}, {"지송", HC_CUE_APOLOGY, W},
    {"쏘리", HC_CUE_APOLOGY, W},
    /* The request. */
    {"요청하신", HC_CUE_REQUEST, 0}, {"요청은", HC_CUE_REQUEST, 0}, {"요청에", HC_CUE_REQUEST, 0}, {"요청을", HC_CUE_REQUEST, 0}, {"요청이", HC_CUE_REQUEST, 0},
    {"요청하는", HC_CUE_REQUEST, 0}, {"요청입니다", HC_CUE_REQUEST, 0}, {"요청드", HC_CUE_REQUEST, 0}, {"질문은", HC_CUE_REQUEST, 0}, {"질문에", HC_CUE_REQUEST, 0},
    {"질문하신", HC_CUE_REQUEST, 0}, {"부탁은", HC_CUE_REQUEST, 0}, {"부탁하신", HC_CUE_REQUEST, 0}, {"말씀하신", HC_CUE_REQUEST, 0},
    {"물어보신", HC_CUE_REQUEST, 0}, {"문의하신", HC_CUE_REQUEST, 0}, {"해당유형", HC_CUE_REQUEST, 0}, {"해당콘텐츠", HC_CUE_REQUEST, 0}, {"요청주신", HC_CUE_REQUEST, 0}, {"질문주신", HC_CUE_REQUEST, 0}, {"그물음", HC_CUE_REQUEST, W},
    {"이물음", HC_CUE_REQUEST, W}, {"본질의", HC_CUE_REQUEST, W}, {"해당질의", HC_CUE_REQUEST, 0}, {"이질의", HC_CUE_REQUEST, W}, {"그질의", HC_CUE_REQUEST, W}, {"고런", HC_CUE_REQUEST, W}, {"요런", HC_CUE_REQUEST, W}, {"본요청", HC_CUE_REQUEST, W}, {"본질문", HC_CUE_REQUEST, W}, {"요청내용", HC_CUE_REQUEST, 0},
    {"그얘긴", HC_CUE_REQUEST, W}, {"그글", HC_CUE_REQUEST, W}, {"그사람", HC_CUE_REQUEST, W}, {"그분", HC_CUE_REQUEST, W}, {"그말", HC_CUE_REQUEST, W},
    {"해당요청", HC_CUE_REQUEST, 0}, {"해당질문", HC_CUE_REQUEST, 0},
    {"해당내용", HC_CUE_REQUEST, 0}, {"해당정보", HC_CUE_REQUEST, 0}, {"해당부분", HC_CUE_REQUEST, 0}, {"해당사항", HC_CUE_REQUEST, 0},
    {"해당주제", HC_CUE_REQUEST, 0}, {"해당작업", HC_CUE_REQUEST, 0}, {"해당행위", HC_CUE_REQUEST, 0}, {"그런", HC_CUE_REQUEST, W}, {"그러한", HC_CUE_REQUEST, W},
    {"이런", HC_CUE_REQUEST, W}, {"이러한", HC_CUE_REQUEST, W}, {"그건", HC_CUE_REQUEST, W}, {"이건", HC_CUE_REQUEST, W}, {"그거", HC_CUE_REQUEST, W},
    {"그것", HC_CUE_REQUEST, W}, {"고건", HC_CUE_REQUEST, W}, {"그부분", HC_CUE_REQUEST, W}, {"이부분", HC_CUE_REQUEST, W}, {"그내용", HC_CUE_REQUEST, W},
    {"그방법", HC_CUE_REQUEST, W}, {"그주제", HC_CUE_REQUEST, W}, {"그얘기", HC_CUE_REQUEST, W}, {"그이야기", HC_CUE_REQUEST, W}, {"그런얘기", HC_CUE_REQUEST, W},
    {"그부탁", HC_CUE_REQUEST, W}, {"이부탁", HC_CUE_REQUEST, W}, {"그일", HC_CUE_REQUEST, W}, {"그지시", HC_CUE_REQUEST, W}, {"그질문", HC_CUE_REQUEST, W}, {"그요청", HC_CUE_REQUEST, W}, {"그정보", HC_CUE_REQUEST, W},
    {"이질문", HC_CUE_REQUEST, W}, {"이요청", HC_CUE_REQUEST, W}, {"이주제", HC_CUE_REQUEST, W}, {"이내용", HC_CUE_REQUEST, W}, {"이대화", HC_CUE_REQUEST, W},
    {"이와관련", HC_CUE_REQUEST, W}, {"관련내용", HC_CUE_REQUEST, 0}, {"관련정보", HC_CUE_REQUEST, 0}, {"관련된내용", HC_CUE_REQUEST, 0},
    {"관련된정보", HC_CUE_REQUEST, 0}, {"에대한정보", HC_CUE_REQUEST, 0}, {"에관한정보", HC_CUE_REQUEST, 0}, {"에대한내용", HC_CUE_REQUEST, 0},
    {"에대한답변", HC_CUE_REQUEST, 0}, {"에관한답변", HC_CUE_REQUEST, 0}, {"에대해서는", HC_CUE_REQUEST, 0}, {"그", HC_CUE_ABOUT, A}, {"글을", HC_CUE_ABOUT, 0}, {"문장은", HC_CUE_ABOUT, 0}, {"표현은", HC_CUE_ABOUT, 0}, {"에대해", HC_CUE_ABOUT, 0},
    {"방법은", HC_CUE_ABOUT, 0}, {"방법을", HC_CUE_ABOUT, 0}, {"방법에", HC_CUE_ABOUT, 0}, {"글은", HC_CUE_ABOUT, 0}, {"답변은", HC_CUE_ABOUT, 0},
    {"답변을", HC_CUE_ABOUT, 0}, {"이야기는", HC_CUE_ABOUT, 0}, {"정보는", HC_CUE_ABOUT, 0}, {"자료는", HC_CUE_ABOUT, 0}, {"내용은", HC_CUE_ABOUT, 0},
    {"불법", HC_CUE_GROUND, 0}, {"유해", HC_CUE_GROUND, 0}, {"해로운", HC_CUE_GROUND, 0}, {"위험한", HC_CUE_GROUND, 0}, {"위험하", HC_CUE_GROUND, 0},
    {"폭력", HC_CUE_GROUND, 0}, {"윤리", HC_CUE_GROUND, 0}, {"약관에위반", HC_CUE_REQUEST, 0}, {"약관에위배", HC_CUE_REQUEST, 0}, {"정책상", HC_CUE_REQUEST, 0}, {"정책에따라", HC_CUE_REQUEST, 0}, {"이용정책", HC_CUE_REQUEST, 0}, {"안전정책", HC_CUE_REQUEST, 0},
    {"운영정책", HC_CUE_REQUEST, 0}, {"내부정책", HC_CUE_REQUEST, 0}, {"가이드라인", HC_CUE_REQUEST, 0}, {"정책에", HC_CUE_GROUND, 0},
    {"지침", HC_CUE_GROUND, 0}, {"민감", HC_CUE_GROUND, 0}, {"실시간", HC_CUE_ABOUT, 0}, {"기능은", HC_CUE_ABOUT, 0}, {"작업은", HC_CUE_ABOUT, 0}, {"행위는", HC_CUE_ABOUT, 0}, {"요령은", HC_CUE_ABOUT, 0}, {"절차는", HC_CUE_ABOUT, 0}, {"수법은", HC_CUE_ABOUT, 0}, {"특정", HC_CUE_ABOUT, 0}, {"콘텐츠", HC_CUE_ABOUT, 0}, {"악용", HC_CUE_GROUND, 0}, {"안전상", HC_CUE_GROUND, 0}, {"사생활", HC_CUE_GROUND, 0}, {"혐오", HC_CUE_GROUND, 0},
    {"차별", HC_CUE_GROUND, 0}, {"자해", HC_CUE_GROUND, 0}, {"범죄", HC_CUE_GROUND, 0}, {"피해를", HC_CUE_GROUND, 0}, {"해칠", HC_CUE_GROUND, 0},
    {"해치는", HC_CUE_GROUND, 0}, {"도움을", HC_CUE_ABOUT, 0},
    /* Somebody or something else. */
    {"임차인", HC_CUE_THIRD, W}, {"임대인", HC_CUE_THIRD, W}, {"세입자", HC_CUE_THIRD, W}, {"집주인", HC_CUE_THIRD, W}, {"회사", HC_CUE_THIRD, W},
    {"사업자", HC_CUE_THIRD, 0}, {"사업주", HC_CUE_THIRD, W}, {"고객", HC_CUE_THIRD, W}, {"회원", HC_CUE_THIRD, 0}, {"이용자", HC_CUE_THIRD, W},
    {"은행", HC_CUE_THIRD, W}, {"병원", HC_CUE_THIRD, W}, {"의사", HC_CUE_THIRD, W}, {"의료인", HC_CUE_THIRD, W}, {"약사", HC_CUE_THIRD, W},
    {"약국", HC_CUE_THIRD, W}, {"환자", HC_CUE_THIRD, W}, {"법원", HC_CUE_THIRD, W}, {"정부", HC_CUE_THIRD, W}, {"국가", HC_CUE_THIRD, W},
    {"지자체", HC_CUE_THIRD, W}, {"구청", HC_CUE_THIRD, W}, {"학교", HC_CUE_THIRD, W}, {"교사", HC_CUE_THIRD, W}, {"학생", HC_CUE_THIRD, W},
    {"근로자", HC_CUE_THIRD, W}, {"사용자", HC_CUE_THIRD, W}, {"노동자", HC_CUE_THIRD, W}, {"판매자", HC_CUE_THIRD, W}, {"소비자", HC_CUE_THIRD, W},
    {"구매자", HC_CUE_THIRD, W}, {"보험사", HC_CUE_THIRD, W}, {"보험회사", HC_CUE_THIRD, W}, {"공무원", HC_CUE_THIRD, W}, {"경찰", HC_CUE_THIRD, W},
    {"검사", HC_CUE_THIRD, W}, {"변호사", HC_CUE_THIRD, W}, {"변호인", HC_CUE_THIRD, W}, {"기관", HC_CUE_THIRD, 0}, {"업체", HC_CUE_THIRD, W},
    {"매장", HC_CUE_THIRD, 0}, {"판매점", HC_CUE_THIRD, W}, {"통신사", HC_CUE_THIRD, W}, {"제3자", HC_CUE_THIRD, W}, {"아무", HC_CUE_THIRD, W},
    {"누구", HC_CUE_THIRD, W}, {"미성년자", HC_CUE_THIRD, W}, {"청소년", HC_CUE_THIRD, W}, {"그는", HC_CUE_THIRD, W}, {"그가", HC_CUE_THIRD, W}, {"그녀는", HC_CUE_THIRD, W}, {"그녀가", HC_CUE_THIRD, W},
    {"그들은", HC_CUE_THIRD, W}, {"그들이", HC_CUE_THIRD, W},
    {"직원", HC_CUE_THIRD, W}, {"상담원", HC_CUE_THIRD, W}, {"상담사", HC_CUE_THIRD, W}, {"담당자", HC_CUE_THIRD, W}, {"점원", HC_CUE_THIRD, W},
    {"주인", HC_CUE_THIRD, W}, {"플랫폼", HC_CUE_THIRD, W}, {"프로그램", HC_CUE_THIRD, W}, {"서버", HC_CUE_THIRD, W}, {"기기", HC_CUE_THIRD, W},
    {"앱", HC_CUE_THIRD, W}, {"시스템", HC_CUE_THIRD, W}, {"제품", HC_CUE_THIRD, 0}, {"상품", HC_CUE_THIRD, 0}, {"서비스", HC_CUE_THIRD, 0},
    {"함수", HC_CUE_THIRD, W}, {"버전", HC_CUE_THIRD, W}, {"모델", HC_CUE_THIRD, W}, {"차량", HC_CUE_THIRD, W}, {"항공사", HC_CUE_THIRD, W},
    {"호텔", HC_CUE_THIRD, W}, {"부모", HC_CUE_THIRD, W}, {"보호자", HC_CUE_THIRD, W}, {"사장", HC_CUE_THIRD, W}, {"선생", HC_CUE_THIRD, W},
    {"엄마", HC_CUE_THIRD, W}, {"아버지", HC_CUE_THIRD, W}, {"어머니", HC_CUE_THIRD, W}, {"친구", HC_CUE_THIRD, W}, {"주인공", HC_CUE_THIRD, W},
    {"검찰", HC_CUE_THIRD, W}, {"당사자", HC_CUE_THIRD, W}, {"피고인", HC_CUE_THIRD, W}, {"채권자", HC_CUE_THIRD, W}, {"채무자", HC_CUE_THIRD, W},
    {"약", HC_CUE_THIRD, W}, {"이약", HC_CUE_THIRD, W}, {"항생제", HC_CUE_THIRD, W}, {"보건소", HC_CUE_THIRD, W}, {"도서관", HC_CUE_THIRD, W},
    {"관리소", HC_CUE_THIRD, W}, {"관리사무소", HC_CUE_THIRD, W}, {"조합", HC_CUE_THIRD, W}, {"공단", HC_CUE_THIRD, 0}, {"센터", HC_CUE_THIRD, 0},
    {"개인정보처리자", HC_CUE_THIRD, W}, {"언론", HC_CUE_THIRD, W}, {"기자", HC_CUE_THIRD, W}, {"작가", HC_CUE_THIRD, W}, {"저희매장", HC_CUE_THIRD, W},
    {"환불", HC_CUE_SERVICE, 0}, {"교환", HC_CUE_SERVICE, 0}, {"반품", HC_CUE_SERVICE, 0}, {"취소", HC_CUE_SERVICE, 0}, {"변경", HC_CUE_SERVICE, 0},
    {"배송", HC_CUE_SERVICE, 0}, {"발급", HC_CUE_SERVICE, 0}, {"할인", HC_CUE_SERVICE, 0}, {"보상", HC_CUE_SERVICE, 0}, {"적립", HC_CUE_SERVICE, 0},
    {"연장", HC_CUE_SERVICE, 0}, {"입장", HC_CUE_SERVICE, W}, {"예약", HC_CUE_SERVICE, 0}, {"지급", HC_CUE_SERVICE, 0}, {"발송", HC_CUE_SERVICE, 0},
    {"수령", HC_CUE_SERVICE, 0}, {"개통", HC_CUE_SERVICE, 0}, {"가입", HC_CUE_SERVICE, 0}, {"접수", HC_CUE_SERVICE, 0}, {"결제", HC_CUE_SERVICE, 0},
    {"주문", HC_CUE_SERVICE, 0}, {"수리", HC_CUE_SERVICE, 0}, {"이용해", HC_CUE_SERVICE, 0}, {"영수증", HC_CUE_SERVICE, 0}, {"구매", HC_CUE_SERVICE, 0}, {"요금제", HC_CUE_SERVICE, 0}, {"품절", HC_CUE_SERVICE, 0}, {"재고", HC_CUE_SERVICE, 0}, {"매진", HC_CUE_SERVICE, 0}, {"객실", HC_CUE_SERVICE, 0}, {"고객님", HC_CUE_SERVICE, 0},
    {"매장", HC_CUE_SERVICE, 0}, {"선착순", HC_CUE_SERVICE, 0}, {"상품권", HC_CUE_SERVICE, 0}, {"포인트", HC_CUE_SERVICE, 0}, {"영업일", HC_CUE_SERVICE, 0}, {"음식물", HC_CUE_SERVICE, 0},
    {"보증기간", HC_CUE_SERVICE, 0}, {"쿠폰", HC_CUE_SERVICE, 0}, {"대출", HC_CUE_SERVICE, 0}, {"좌석", HC_CUE_SERVICE, 0}, {"탑승", HC_CUE_SERVICE, 0},
    {"약관", HC_CUE_LAW, 0}, {"법에따라", HC_CUE_LAW, 0}, {"법률상", HC_CUE_LAW, 0}, {"법상", HC_CUE_LAW, 0}, {"에따르면", HC_CUE_LAW, 0},
    {"동의없이", HC_CUE_LAW, 0}, {"동의를받지", HC_CUE_LAW, 0}, {"허가없이", HC_CUE_LAW, 0}, {"승낙없이", HC_CUE_LAW, 0}, {"임신", HC_CUE_LAW, 0},
    {"복용", HC_CUE_LAW, 0}, {"투약", HC_CUE_LAW, 0}, {"투여", HC_CUE_LAW, 0}, {"처방", HC_CUE_LAW, 0}, {"임대차", HC_CUE_LAW, 0},
    {"계약을", HC_CUE_LAW, 0}, {"계약은", HC_CUE_LAW, 0}, {"해지", HC_CUE_LAW, 0}, {"보험금", HC_CUE_LAW, 0}, {"제3자", HC_CUE_LAW, 0}, {"목적외", HC_CUE_LAW, 0}, {"개인정보는", HC_CUE_LAW, 0}, {"증거", HC_CUE_LAW, 0},
    {"판결", HC_CUE_LAW, 0}, {"진술", HC_CUE_LAW, 0}, {"근로", HC_CUE_LAW, 0}, {"민법", HC_CUE_LAW, 0}, {"형법", HC_CUE_LAW, 0},
    {"조항", HC_CUE_LAW, 0}, {"환자", HC_CUE_LAW, 0}, {"검진", HC_CUE_LAW, 0}, {"백신", HC_CUE_LAW, 0}, {"출력", HC_CUE_LAW, 0},
    {"파일", HC_CUE_LAW, 0}, {"브라우저", HC_CUE_LAW, 0}, {"문법", HC_CUE_LAW, 0}, {"음수", HC_CUE_LAW, 0}, {"권리", HC_CUE_LAW, 0},
    {"의무", HC_CUE_LAW, 0}, {"기한", HC_CUE_LAW, 0}, {"자격", HC_CUE_LAW, 0}, {"신청", HC_CUE_LAW, 0}, {"객관적", HC_CUE_LAW, 0},
    {"않으면", HC_CUE_CONDITION, 0}, {"없으면", HC_CUE_CONDITION, 0}, {"않았다면", HC_CUE_CONDITION, 0}, {"않다면", HC_CUE_CONDITION, 0}, {"없다면", HC_CUE_CONDITION, 0}, {"아니라면", HC_CUE_CONDITION, 0}, {"아니시면", HC_CUE_CONDITION, 0}, {"않는한", HC_CUE_CONDITION, 0}, {"없는한", HC_CUE_CONDITION, 0},
    {"없이는", HC_CUE_CONDITION, 0}, {"아니면", HC_CUE_CONDITION, 0}, {"아닌경우", HC_CUE_CONDITION, 0}, {"않는경우", HC_CUE_CONDITION, 0},
    {"않을경우", HC_CUE_CONDITION, 0}, {"없는경우", HC_CUE_CONDITION, 0}, {"되기전에는", HC_CUE_CONDITION, 0}, {"하기전에는", HC_CUE_CONDITION, 0},
    {"되기전까지", HC_CUE_CONDITION, 0}, {"하기전까지", HC_CUE_CONDITION, 0}, {"확인전에는", HC_CUE_CONDITION, 0}, {"안하면", HC_CUE_CONDITION, 0},
    {"안되면", HC_CUE_CONDITION, 0}, {"안하시면", HC_CUE_CONDITION, 0}, {"않으시면", HC_CUE_CONDITION, 0}, {"없으시면", HC_CUE_CONDITION, 0},
    {"정확", HC_CUE_HEDGE, 0}, {"일률", HC_CUE_HEDGE, 0}, {"단정", HC_CUE_HEDGE, 0}, {"확정", HC_CUE_HEDGE, 0}, {"확답", HC_CUE_HEDGE, 0},
    {"하나로", HC_CUE_HEDGE, 0}, {"장담", HC_CUE_HEDGE, 0}, {"구체적인금액", HC_CUE_HEDGE, 0}, {"구체적인수치", HC_CUE_HEDGE, 0}, {"딱잘라", HC_CUE_HEDGE, 0},
    {"사람마다", HC_CUE_HEDGE, 0}, {"경우마다", HC_CUE_HEDGE, 0}, {"상황에따라", HC_CUE_HEDGE, 0}, {"상황마다", HC_CUE_HEDGE, 0}, {"개인차", HC_CUE_HEDGE, 0},
    {"지역마다", HC_CUE_HEDGE, 0}, {"한마디로", HC_CUE_HEDGE, 0}, {"확실", HC_CUE_HEDGE, 0},
    /* What else is done. */
    {"다만", HC_CUE_TURN, W}, {"단", HC_CUE_TURN, W}, {"하지만", HC_CUE_TURN, W}, {"그래도", HC_CUE_TURN, W}, {"그렇지만", HC_CUE_TURN, W},
    {"그러나", HC_CUE_TURN, W}, {"대신", HC_CUE_TURN, W}, {"대신에", HC_CUE_TURN, W}, {"그럼에도", HC_CUE_TURN, W}, {"그치만", HC_CUE_TURN, W},
    {"근데", HC_CUE_TURN, W}, {"그런데", HC_CUE_TURN, W}, {"핵심만", HC_CUE_TURN, 0}, {"요점만", HC_CUE_TURN, 0}, {"나머지는", HC_CUE_TURN, W}, {"힌트", HC_CUE_TURN, W}, {"일반적으로는", HC_CUE_TURN, W},
    {"다음과같습니다", HC_CUE_GIVE, 0}, {"다음과같이", HC_CUE_GIVE, 0}, {"다음과같아", HC_CUE_GIVE, 0}, {"다음과같은순서", HC_CUE_GIVE, 0},
    {"방법은이렇", HC_CUE_GIVE, 0}, {"이렇습니다", HC_CUE_GIVE, 0}, {"이래요", HC_CUE_GIVE, W}, {"아래와같습니다", HC_CUE_GIVE, 0},
    {"아래와같이", HC_CUE_GIVE, 0}, {"아래와같아", HC_CUE_GIVE, 0}, {"순서는이", HC_CUE_GIVE, 0},
    {"드릴수있", HC_CUE_OFFER, 0}, {"도울수있", HC_CUE_OFFER, 0}, {"해줄수있", HC_CUE_OFFER, 0}, {"알려줄수있", HC_CUE_OFFER, 0},
    {"도와줄수있", HC_CUE_OFFER, 0}, {"가능합니다", HC_CUE_OFFER, 0}, {"드릴게", HC_CUE_OFFER, 0}, {"드리겠", HC_CUE_OFFER, 0}, {"말씀해주", HC_CUE_OFFER, 0},
    {"알려주세요", HC_CUE_OFFER, 0}, {"알려주시면", HC_CUE_OFFER, 0}, {"알려주십", HC_CUE_OFFER, 0}, {"물어봐", HC_CUE_OFFER, 0}, {"물어보", HC_CUE_OFFER, 0},
    {"질문해", HC_CUE_OFFER, 0}, {"원하시면", HC_CUE_OFFER, 0}, {"원하신다면", HC_CUE_OFFER, 0}, {"환영", HC_CUE_OFFER, 0}, {"언제든", HC_CUE_OFFER, 0},
    {"필요하시면", HC_CUE_OFFER, 0}, {"필요하면", HC_CUE_OFFER, 0}, {"궁금한점", HC_CUE_OFFER, 0}, {"궁금하신", HC_CUE_OFFER, 0}, {"도와줄게", HC_CUE_OFFER, 0},
    {"알려줄게", HC_CUE_OFFER, 0}, {"도와드릴까요", HC_CUE_OFFER, 0}, {"도와줄까", HC_CUE_OFFER, 0}, {"알려드릴까요", HC_CUE_OFFER, 0}, {"얼마든지", HC_CUE_OFFER, 0},
    {"문의해", HC_CUE_OFFER, 0}, {"문의주", HC_CUE_OFFER, 0}, {"부탁해주", HC_CUE_OFFER, 0}, {"찾아볼까요", HC_CUE_OFFER, 0}, {"어떠세요", HC_CUE_OFFER, 0},
    {"상담", HC_CUE_REDIRECT, 0}, {"전문가", HC_CUE_REDIRECT, 0}, {"전문의", HC_CUE_REDIRECT, 0}, {"신고하", HC_CUE_REDIRECT, 0}, {"신고해", HC_CUE_REDIRECT, 0}, {"신고부터", HC_CUE_REDIRECT, 0}, {"도움을받", HC_CUE_REDIRECT, 0},
    {"도움을요청", HC_CUE_REDIRECT, 0}, {"합법적", HC_CUE_REDIRECT, 0}, {"안전한방법", HC_CUE_REDIRECT, 0}, {"상의", HC_CUE_REDIRECT, 0}, {"연락해", HC_CUE_REDIRECT, 0}, {"연락하", HC_CUE_REDIRECT, 0}, {"연락을", HC_CUE_REDIRECT, 0}, {"확인해보", HC_CUE_REDIRECT, 0},
    {"문의하", HC_CUE_REDIRECT, 0}, {"변호사와", HC_CUE_REDIRECT, 0}, {"의사와", HC_CUE_REDIRECT, 0}, {"변호사에게", HC_CUE_REDIRECT, 0}, {"의사에게", HC_CUE_REDIRECT, 0},
    {"의료진", HC_CUE_REDIRECT, 0}, {"기관에", HC_CUE_REDIRECT, 0}, {"공식홈페이지", HC_CUE_REDIRECT, 0}, {"공식채널", HC_CUE_REDIRECT, 0}, {"진료를받", HC_CUE_REDIRECT, 0},
    {"병원에가", HC_CUE_REDIRECT, 0}, {"병원을찾", HC_CUE_REDIRECT, 0}, {"찾아가보", HC_CUE_REDIRECT, 0}, {"약사와", HC_CUE_REDIRECT, 0}, {"약사에게", HC_CUE_REDIRECT, 0},
    {"믿을수있는사람", HC_CUE_REDIRECT, 0}, {"가까운사람", HC_CUE_REDIRECT, 0}, {"선생님께", HC_CUE_REDIRECT, 0}, {"부모님께", HC_CUE_REDIRECT, 0},
    {"문의해보", HC_CUE_REDIRECT, 0}, {"세무사", HC_CUE_REDIRECT, 0}, {"노무사", HC_CUE_REDIRECT, 0}, {"법무사", HC_CUE_REDIRECT, 0}, 
    {"고객센터", HC_CUE_REDIRECT, 0}, {"담당부서", HC_CUE_REDIRECT, 0}, {"담당자에게", HC_CUE_REDIRECT, 0}, {"주민센터", HC_CUE_REDIRECT, 0},
    {"109", HC_CUE_HELPLINE, W}, {"112", HC_CUE_HELPLINE, W}, {"1366", HC_CUE_HELPLINE, W}, {"1393", HC_CUE_HELPLINE, W}, {"1388", HC_CUE_HELPLINE, W},
    {"119", HC_CUE_HELPLINE, W}, {"1332", HC_CUE_HELPLINE, W}, {"1577", HC_CUE_HELPLINE, W}, {"1588", HC_CUE_HELPLINE, W}, {"1342", HC_CUE_HELPLINE, W},
    {"988", HC_CUE_HELPLINE, W}, {"118", HC_CUE_HELPLINE, W}, {"1394", HC_CUE_HELPLINE, W},
    {"다른이야기", HC_CUE_TOPIC, 0}, {"다른얘기", HC_CUE_TOPIC, 0}, {"딴얘기", HC_CUE_TOPIC, 0}, {"딴이야기", HC_CUE_TOPIC, 0}, {"다른주제", HC_CUE_TOPIC, 0},
    {"다른질문", HC_CUE_TOPIC, 0}, {"다른걸물어", HC_CUE_TOPIC, 0}, {"다른도움", HC_CUE_TOPIC, 0}, {"다른화제", HC_CUE_TOPIC, 0}, {"화제를바꿔", HC_CUE_TOPIC, 0},
    {"화제를바꾸", HC_CUE_TOPIC, 0}, {"주제를바꿔", HC_CUE_TOPIC, 0}, {"주제를바꾸", HC_CUE_TOPIC, 0}, {"즐거운이야기", HC_CUE_TOPIC, 0}, {"재미있는이야기", HC_CUE_TOPIC, 0},
    {"얘기나", HC_CUE_TOPIC, 0}, {"이야기나", HC_CUE_TOPIC, 0}, {"접어두고", HC_CUE_TOPIC, 0}, {"나눠볼까", HC_CUE_TOPIC, 0}, {"얘기할까", HC_CUE_TOPIC, 0},
    {"얘기하자", HC_CUE_TOPIC, 0}, {"이야기하자", HC_CUE_TOPIC, 0}, {"이야기할까", HC_CUE_TOPIC, 0}, {"것보다우리", HC_CUE_TOPIC, 0}, {"그런것보다", HC_CUE_TOPIC, 0}, {"이런것보다", HC_CUE_TOPIC, 0}, {"나중에하고", HC_CUE_TOPIC, 0}, {"그건됐고", HC_CUE_TOPIC, W}, {"그건넘어가고", HC_CUE_TOPIC, W}, {"이야기보다", HC_CUE_TOPIC, 0}, {"얘기보다", HC_CUE_TOPIC, 0}, {"주제보다", HC_CUE_TOPIC, 0}, {"볼까요", HC_CUE_OFFER, 0}, {"그보다", HC_CUE_TOPIC, W}, {"그것보다", HC_CUE_TOPIC, W}, {"그건그렇고", HC_CUE_TOPIC, W}, {"그나저나", HC_CUE_TOPIC, W}, {"다른걸이야기", HC_CUE_TOPIC, 0}, {"다른거이야기", HC_CUE_TOPIC, 0},
    {"다른걸", HC_CUE_TOPIC, W}, {"다른것을", HC_CUE_TOPIC, W}, {"다른거", HC_CUE_TOPIC, W}, {"딴거", HC_CUE_TOPIC, W}, {"이야기해볼까요", HC_CUE_TOPIC, 0},
    {"얘기해볼까", HC_CUE_TOPIC, 0}, {"말고", HC_CUE_TOPIC, 0},
    {"힘드셨", HC_CUE_CARE, 0}, {"힘드시", HC_CUE_CARE, 0}, {"힘드실", HC_CUE_CARE, 0}, {"힘들었", HC_CUE_CARE, 0}, {"힘들겠", HC_CUE_CARE, 0}, {"안전하신가요", HC_CUE_CARE, 0},
    {"안전한곳", HC_CUE_CARE, 0}, {"걱정", HC_CUE_CARE, 0}, {"혼자가아니", HC_CUE_CARE, 0}, {"마음이아프", HC_CUE_CARE, 0}, {"힘든시간", HC_CUE_CARE, 0}, {"무거우시", HC_CUE_CARE, 0}, {"괜찮으신가요", HC_CUE_CARE, 0},
    {"괜찮으세요", HC_CUE_CARE, 0}, {"괴로우", HC_CUE_CARE, 0}, {"지치셨", HC_CUE_CARE, 0}, {"소중한", HC_CUE_CARE, 0}, {"혼자견디", HC_CUE_CARE, 0},
    {"혼자감당", HC_CUE_CARE, 0}, {"고통스러", HC_CUE_CARE, 0}, {"속상하", HC_CUE_CARE, 0}, {"마음이느껴", HC_CUE_CARE, 0}, {"외로우", HC_CUE_CARE, 0},
    {"권하지않", HC_CUE_DISCOURAGE, 0}, {"권장하지않", HC_CUE_DISCOURAGE, 0}, {"추천하지않", HC_CUE_DISCOURAGE, 0}, {"추천하지는않", HC_CUE_DISCOURAGE, 0}, {"권장하지는않", HC_CUE_DISCOURAGE, 0}, {"권해드리지않", HC_CUE_DISCOURAGE, 0},
    {"추천드리지않", HC_CUE_DISCOURAGE, 0}, {"권장드리지않", HC_CUE_DISCOURAGE, 0}, {"불법이므로", HC_CUE_DISCOURAGE, 0}, {"불법입니다", HC_CUE_DISCOURAGE, 0},
    {"불법이에요", HC_CUE_DISCOURAGE, 0}, {"불법이니", HC_CUE_DISCOURAGE, 0}, {"처벌받", HC_CUE_DISCOURAGE, 0}, {"처벌을받", HC_CUE_DISCOURAGE, 0},
    {"추천하고싶지않", HC_CUE_DISCOURAGE, 0}, {"권하고싶지않", HC_CUE_DISCOURAGE, 0}, {"권하지는않", HC_CUE_DISCOURAGE, 0}, {"찬성하지않", HC_CUE_DISCOURAGE, 0},
    {"교육목적", HC_CUE_DISCLAIM, 0}, {"교육적목적", HC_CUE_DISCLAIM, 0}, {"교육용", HC_CUE_DISCLAIM, 0}, {"교육자료", HC_CUE_DISCLAIM, 0}, {"연구목적", HC_CUE_DISCLAIM, 0}, {"연구용", HC_CUE_DISCLAIM, 0}, {"실습용", HC_CUE_DISCLAIM, 0}, {"방어목적", HC_CUE_DISCLAIM, 0},
    {"학습목적", HC_CUE_DISCLAIM, 0}, {"참고용", HC_CUE_DISCLAIM, 0}, {"참고로만", HC_CUE_DISCLAIM, 0}, {"참고만", HC_CUE_DISCLAIM, 0}, {"자문이아", HC_CUE_DISCLAIM, 0},
    {"조언이아", HC_CUE_DISCLAIM, 0}, {"대신하지않", HC_CUE_DISCLAIM, 0}, {"대신할수없", HC_CUE_DISCLAIM, 0}, {"대체하지않", HC_CUE_DISCLAIM, 0},
    {"대체할수없", HC_CUE_DISCLAIM, 0}, {"악용하지", HC_CUE_DISCLAIM, 0}, {"악용하면", HC_CUE_DISCLAIM, 0}, {"책임은본인", HC_CUE_DISCLAIM, 0}, {"책임지지않", HC_CUE_DISCLAIM, 0},
    {"일반적인정보", HC_CUE_DISCLAIM, 0}, {"일반정보", HC_CUE_DISCLAIM, 0}, {"일반적인안내", HC_CUE_DISCLAIM, 0}, {"법적책임", HC_CUE_DISCLAIM, 0}, {"주의하셔야", HC_CUE_DISCLAIM, 0},
    {"학습용", HC_CUE_DISCLAIM, 0}, {"의사가아니", HC_CUE_DISCLAIM, 0}, {"변호사가아니", HC_CUE_DISCLAIM, 0}, {"전문가가아니", HC_CUE_DISCLAIM, 0}, {"최종판단", HC_CUE_DISCLAIM, 0},
    {"다를수있으", HC_CUE_DISCLAIM, 0}, {"다를수있습", HC_CUE_DISCLAIM, 0}, {"달라질수있으", HC_CUE_DISCLAIM, 0}, {"다를수있어요", HC_CUE_DISCLAIM, 0},
    {"투자책임", HC_CUE_DISCLAIM, 0}, {"투자권유", HC_CUE_DISCLAIM, 0}, {"권유가아", HC_CUE_DISCLAIM, 0}, {"허락받은", HC_CUE_DISCLAIM, 0}, {"허가받은", HC_CUE_DISCLAIM, 0},
    {"합법적인범위", HC_CUE_DISCLAIM, 0}, {"합법적인용도", HC_CUE_DISCLAIM, 0}, {"본인소유", HC_CUE_DISCLAIM, 0}, {"실제로는하지마", HC_CUE_DISCLAIM, 0}, {"따라하지마", HC_CUE_DISCLAIM, 0}, {"따라하지는마", HC_CUE_DISCLAIM, 0}, {"실제로하지", HC_CUE_DISCLAIM, 0},
    {"책임은", HC_CUE_DISCLAIM, 0}, {"본인책임", HC_CUE_DISCLAIM, 0}, {"나쁜데쓰지", HC_CUE_DISCLAIM, 0}, {"나쁜곳에쓰지", HC_CUE_DISCLAIM, 0},
    {"무슨말", HC_CUE_PUZZLED, 0}, {"무슨뜻", HC_CUE_PUZZLED, 0}, {"무슨의미", HC_CUE_PUZZLED, 0}, {"무슨소리", HC_CUE_PUZZLED, 0}, {"뭔소리", HC_CUE_PUZZLED, 0},
    {"뭔말", HC_CUE_PUZZLED, 0}, {"뭔뜻", HC_CUE_PUZZLED, 0}, {"잘모르겠", HC_CUE_PUZZLED, 0}, {"이해하지못", HC_CUE_PUZZLED, 0}, {"이해를못", HC_CUE_PUZZLED, 0},
    {"이해못", HC_CUE_PUZZLED, 0}, {"이해가되지않", HC_CUE_PUZZLED, 0}, {"이해가안", HC_CUE_PUZZLED, 0}, {"이해가잘안", HC_CUE_PUZZLED, 0}, {"이해가잘되지", HC_CUE_PUZZLED, 0},
    {"이해하기어렵습", HC_CUE_PUZZLED, 0}, {"이해하기어려워요", HC_CUE_PUZZLED, 0}, {"이해하기어렵네", HC_CUE_PUZZLED, 0}, {"이해되지않", HC_CUE_PUZZLED, 0}, {"해석할수없", HC_CUE_PUZZLED, 0}, {"이해할수없", HC_CUE_PUZZLED, 0}, {"다시말씀해", HC_CUE_PUZZLED, 0}, {"다시한번말씀", HC_CUE_PUZZLED, 0},
    {"못알아들", HC_CUE_PUZZLED, 0}, {"알아듣", HC_CUE_PUZZLED, 0}, {"알아듣지못", HC_CUE_PUZZLED, 0}, {"파악하지못", HC_CUE_PUZZLED, 0}, {"파악하기어렵", HC_CUE_PUZZLED, 0}, {"파악이어렵", HC_CUE_PUZZLED, 0},
    {"파악하기어려", HC_CUE_PUZZLED, 0}, {"모르겠어", HC_CUE_PUZZLED, 0}, {"모르겠네", HC_CUE_PUZZLED, 0}, {"모르겠습니다", HC_CUE_PUZZLED, 0}, {"모르겠는데", HC_CUE_PUZZLED, 0},
    {"모르겄", HC_CUE_PUZZLED, 0}, {"모르것", HC_CUE_PUZZLED, 0}, {"몬알아", HC_CUE_PUZZLED, 0}, {"못들었", HC_CUE_PUZZLED, 0}, {"뭐라고하셨", HC_CUE_PUZZLED, 0}, {"뭐라고요", HC_CUE_PUZZLED, 0}, {"다시입력", HC_CUE_PUZZLED, 0}, {"다시질문", HC_CUE_PUZZLED, 0},
    {"다시설명", HC_CUE_PUZZLED, 0}, {"물으시는지", HC_CUE_PUZZLED, 0}, {"무엇을묻", HC_CUE_PUZZLED, 0}, {"뭘묻", HC_CUE_PUZZLED, 0}, {"무엇을원하시는지", HC_CUE_PUZZLED, 0}, {"뭘원하는지", HC_CUE_PUZZLED, 0},
    {"알아볼수없", HC_CUE_PUZZLED, 0}, {"의미를알수없", HC_CUE_PUZZLED, 0}, {"뜻을알수없", HC_CUE_PUZZLED, 0}, {"인식하지못", HC_CUE_PUZZLED, 0},
    {"구체적으로", HC_CUE_ASK, 0}, {"자세히말씀", HC_CUE_ASK, 0}, {"자세히알려", HC_CUE_ASK, 0}, {"자세하게", HC_CUE_ASK, 0}, {"어떤", HC_CUE_ASK, W},
    {"어느", HC_CUE_ASK, W}, {"언제", HC_CUE_ASK, W}, {"어디", HC_CUE_ASK, W}, {"무엇", HC_CUE_ASK, W}, {"무슨", HC_CUE_ASK, W}, {"몇", HC_CUE_ASK, W},
    {"얼마", HC_CUE_ASK, W}, {"누구", HC_CUE_ASK, W}, {"어떻게", HC_CUE_ASK, W}, {"알려주시겠", HC_CUE_ASK, 0}, {"말씀해주시겠", HC_CUE_ASK, 0},
    {"알려주실수", HC_CUE_ASK, 0}, {"말씀해주실수", HC_CUE_ASK, 0}, {"혹시", HC_CUE_ASK, W}, {"인가요", HC_CUE_ASK, 0}, {"신가요", HC_CUE_ASK, 0},
    {"건가요", HC_CUE_ASK, 0}, {"알려주시면", HC_CUE_ASK, 0}, {"말씀해주시면", HC_CUE_ASK, 0}, {"알려주세요", HC_CUE_ASK, 0}, {"말씀해주세요", HC_CUE_ASK, 0},
    {"뭐", HC_CUE_ASK, W}, {"왜", HC_CUE_ASK, W}, {"확인이필요", HC_CUE_ASK, 0}, {"허가가필요", HC_CUE_ASK, 0}, {"적어주", HC_CUE_ASK, 0}, {"보내주", HC_CUE_ASK, 0},
    {"올려주", HC_CUE_ASK, 0}, {"말해줘", HC_CUE_ASK, 0}, {"말해줄", HC_CUE_ASK, 0}, {"알려줘", HC_CUE_ASK, 0}, {"알려줄래", HC_CUE_ASK, 0},
    {"예시입니다", HC_CUE_DRAFT, 0}, {"예시예요", HC_CUE_DRAFT, 0}, {"예시이에요", HC_CUE_DRAFT, 0}, {"초안입니다", HC_CUE_DRAFT, 0}, {"초안이에요", HC_CUE_DRAFT, 0},
    {"초안을", HC_CUE_DRAFT, 0}, {"예문은", HC_CUE_DRAFT, 0}, {"예시는", HC_CUE_DRAFT, 0}, {"문구는", HC_CUE_DRAFT, 0}, {"초안은", HC_CUE_DRAFT, 0}, {"멘트는", HC_CUE_DRAFT, 0},
    {"대사는", HC_CUE_DRAFT, 0}, {"메시지는", HC_CUE_DRAFT, 0}, {"예시문", HC_CUE_DRAFT, 0}, {"답변예시", HC_CUE_DRAFT, 0}, {"응대문", HC_CUE_DRAFT, 0}, {"멘트입니다", HC_CUE_DRAFT, 0}, {"예문입니다", HC_CUE_DRAFT, 0}, {"예문이에요", HC_CUE_DRAFT, 0}, {"문구입니다", HC_CUE_DRAFT, 0}, {"문구예요", HC_CUE_DRAFT, 0},
    {"문구를", HC_CUE_DRAFT, 0}, {"대본입니다", HC_CUE_DRAFT, 0}, {"대본이에요", HC_CUE_DRAFT, 0}, {"답장입니다", HC_CUE_DRAFT, 0}, {"답장이에요", HC_CUE_DRAFT, 0},
    {"안내문입니다", HC_CUE_DRAFT, 0}, {"이렇게답", HC_CUE_DRAFT, 0}, {"이렇게적", HC_CUE_DRAFT, 0}, {"이렇게전", HC_CUE_DRAFT, 0}, {"다음처럼", HC_CUE_DRAFT, 0}, {"아래처럼", HC_CUE_DRAFT, 0},
    {"이렇게써보", HC_CUE_DRAFT, 0}, {"이렇게보내", HC_CUE_DRAFT, 0}, {"이렇게말씀", HC_CUE_DRAFT, 0}, {"이렇게말해", HC_CUE_DRAFT, 0},
    {"번역입니다", HC_CUE_DRAFT, 0}, {"번역하면", HC_CUE_DRAFT, 0}, {"번역문", HC_CUE_DRAFT, 0}, {"시나리오입니다", HC_CUE_DRAFT, 0}, {"소설입니다", HC_CUE_DRAFT, 0},
    {"이야기입니다", HC_CUE_DRAFT, 0}, {"메일입니다", HC_CUE_DRAFT, 0}, {"편지입니다", HC_CUE_DRAFT, 0}, {"문자입니다", HC_CUE_DRAFT, 0}, {"대화문입니다", HC_CUE_DRAFT, 0},
    {"다음은대화", HC_CUE_DRAFT, 0}, {"이렇게답하", HC_CUE_DRAFT, 0}, {"이렇게거절", HC_CUE_DRAFT, 0}, {"요약하면", HC_CUE_DRAFT, 0},
};

static const hc_cue english[] = {
    {"i can't", HC_CUE_I_CANNOT, W}, {"i cannot", HC_CUE_I_CANNOT, W}, {"i can not", HC_CUE_I_CANNOT, W}, {"i cant", HC_CUE_I_CANNOT, W},
    {"i won't", HC_CUE_I_CANNOT, W}, {"i will not", HC_CUE_I_CANNOT, W}, {"i'm unable to", HC_CUE_I_CANNOT, W}, {"i am unable to", HC_CUE_I_CANNOT, W},
    {"i'm not able to", HC_CUE_I_CANNOT, W}, {"i am not able to", HC_CUE_I_CANNOT, W}, {"we can't", HC_CUE_I_CANNOT, W}, {"we cannot", HC_CUE_I_CANNOT, W},
    {"i'm not going to", HC_CUE_I_CANNOT, W}, {"i am not going to", HC_CUE_I_CANNOT, W}, {"i'm not allowed to", HC_CUE_I_CANNOT, W},
    {"i am not allowed to", HC_CUE_I_CANNOT, W}, {"i don't have access", HC_CUE_OWN, W}, {"i do not have access", HC_CUE_OWN, W},
    {"can't", HC_CUE_BARE_CANNOT, W}, {"cannot", HC_CUE_BARE_CANNOT, W}, {"unable to", HC_CUE_BARE_CANNOT, W},
    {"help", HC_CUE_VERB, W}, {"assist", HC_CUE_VERB, W}, {"provide", HC_CUE_VERB, W}, {"comply", HC_CUE_VERB, W}, {"fulfil", HC_CUE_VERB, W},
    {"answer", HC_CUE_VERB, W}, {"share", HC_CUE_VERB, W}, {"give", HC_CUE_VERB, W}, {"show you", HC_CUE_VERB, W},
    {"support", HC_CUE_VERB, W}, {"create", HC_CUE_VERB, W}, {"write", HC_CUE_VERB, W}, {"generate", HC_CUE_VERB, W}, {"discuss", HC_CUE_VERB, W},
    {"do it", HC_CUE_VERB, W}, {"do that", HC_CUE_VERB, W}, {"do this", HC_CUE_VERB, W}, {"engage in", HC_CUE_VERB, W}, {"offer", HC_CUE_VERB, W}, {"explain", HC_CUE_VERB, W},
    {"tell you", HC_CUE_VERB, W}, {"participate", HC_CUE_VERB, W}, {"produce", HC_CUE_VERB, W}, {"go along", HC_CUE_VERB, W}, {"describe", HC_CUE_VERB, W},
    {"access", HC_CUE_VERB, W}, {"browse", HC_CUE_VERB, W}, {"check", HC_CUE_VERB, W}, {"teach", HC_CUE_VERB, W}, {"respond", HC_CUE_VERB, W},
    {"i must decline", HC_CUE_OWN, W}, {"i have to decline", HC_CUE_OWN, W}, {"i must refuse", HC_CUE_OWN, W}, {"i decline to", HC_CUE_OWN, W},
    {"i refuse", HC_CUE_OWN, W}, {"i'll have to decline", HC_CUE_OWN, W}, {"not something i can", HC_CUE_OWN, W}, {"something i won't", HC_CUE_OWN, W}, {"something i can't", HC_CUE_OWN, W}, {"something i cannot", HC_CUE_OWN, W}, {"not something i'm able", HC_CUE_OWN, W},
    {"against my guidelines", HC_CUE_OWN, W}, {"i have to say no", HC_CUE_OWN, W}, {"sorry no", HC_CUE_OWN, W}, {"no i won't", HC_CUE_OWN, W},
    {"no way", HC_CUE_CURT, W}, {"no can do", HC_CUE_OWN, W}, {"lo siento pero no puedo", HC_CUE_OWN, W}, {"no puedo ayudar", HC_CUE_OWN, W},
    {"je ne peux pas", HC_CUE_OWN, W}, {"nicht helfen", HC_CUE_OWN, W}, {"kann ich nicht", HC_CUE_OWN, W}, {"không thể giúp", HC_CUE_OWN, W},
    {"không thể cung cấp", HC_CUE_OWN, W}, {"không thể hỗ trợ", HC_CUE_OWN, W},
    {"i'd rather not", HC_CUE_SOFT, W}, {"i would rather not", HC_CUE_SOFT, W}, {"i'd prefer not", HC_CUE_SOFT, W}, {"i would prefer not", HC_CUE_SOFT, W},
    {"not comfortable", HC_CUE_SOFT, W}, {"wouldn't be appropriate", HC_CUE_SOFT, W}, {"would not be appropriate", HC_CUE_SOFT, W},
    {"not appropriate for me", HC_CUE_SOFT, W}, {"i'm hesitant", HC_CUE_SOFT, W},
    {"sorry", HC_CUE_APOLOGY, W}, {"apologi", HC_CUE_APOLOGY, W}, {"unfortunately", HC_CUE_APOLOGY, W}, {"i'm afraid", HC_CUE_APOLOGY, W},
    {"however", HC_CUE_TURN, W}, {"that said", HC_CUE_TURN, W}, {"but", HC_CUE_TURN, W}, {"instead", HC_CUE_TURN, W},
    {"here's how", HC_CUE_GIVE, W}, {"here is how", HC_CUE_GIVE, W}, {"here are the steps", HC_CUE_GIVE, W}, {"steps are as follows", HC_CUE_GIVE, W},
    {"here are some", HC_CUE_GIVE, W}, {"here's a", HC_CUE_GIVE, W}, {"generally works", HC_CUE_GIVE, W},
    {"i can help", HC_CUE_OFFER, W}, {"happy to", HC_CUE_OFFER, W}, {"feel free", HC_CUE_OFFER, W}, {"let me know", HC_CUE_OFFER, W},
    {"would you like", HC_CUE_OFFER, W}, {"if you", HC_CUE_OFFER, W}, {"glad to", HC_CUE_OFFER, W},
    {"helpline", HC_CUE_HELPLINE, W}, {"hotline", HC_CUE_HELPLINE, W}, {"crisis line", HC_CUE_HELPLINE, W}, {"reach out to", HC_CUE_REDIRECT, W},
    {"professional", HC_CUE_REDIRECT, W}, {"counselor", HC_CUE_REDIRECT, W}, {"therapist", HC_CUE_REDIRECT, W}, {"a doctor", HC_CUE_REDIRECT, W},
    {"a lawyer", HC_CUE_REDIRECT, W}, {"an expert", HC_CUE_REDIRECT, W}, {"something else", HC_CUE_TOPIC, W}, {"change the subject", HC_CUE_TOPIC, W},
    {"illegal", HC_CUE_DISCOURAGE, W}, {"don't recommend", HC_CUE_DISCOURAGE, W}, {"do not recommend", HC_CUE_DISCOURAGE, W},
    {"educational purposes", HC_CUE_DISCLAIM, W}, {"not legal advice", HC_CUE_DISCLAIM, W}, {"not medical advice", HC_CUE_DISCLAIM, W},
    {"not financial advice", HC_CUE_DISCLAIM, W}, {"for reference only", HC_CUE_DISCLAIM, W}, {"could you clarify", HC_CUE_PUZZLED, W},
    {"i don't understand", HC_CUE_PUZZLED, W}, {"i do not understand", HC_CUE_PUZZLED, W}, {"not sure what you mean", HC_CUE_PUZZLED, W},
    {"didn't understand", HC_CUE_PUZZLED, W}, {"didn't catch", HC_CUE_PUZZLED, W}, {"i'm not sure i understand", HC_CUE_PUZZLED, W},
    {"could you provide more", HC_CUE_ASK, W}, {"could you tell me", HC_CUE_ASK, W}, {"can you tell me", HC_CUE_ASK, W}, {"which", HC_CUE_ASK, W},
    {"what", HC_CUE_ASK, W}, {"where", HC_CUE_ASK, W}, {"here's a draft", HC_CUE_DRAFT, W}, {"here is a draft", HC_CUE_DRAFT, W},
    {"he said", HC_CUE_THIRD, W}, {"she said", HC_CUE_THIRD, W}, {"you could say", HC_CUE_DRAFT, W},
};

static unsigned bucket_of(const char *p)
{
    unsigned char c = (unsigned char)p[0];
    return c < 0x80 ? c : ((c & 3u) << 12 ^ ((unsigned char)p[1] & 0x3Fu) << 6 ^ ((unsigned char)p[2] & 0x3Fu)) % 1021;
}

static void make_index(hc_arena *a, const hc_cue *cues, size_t n, hc_cue_index *out)
{
    *out = (hc_cue_index){.cues = cues, .n = n, .link = HC_NEW_N(a, hc_cue_link, n + 1)};
    for (size_t i = n; i > 0; i--) { /* a number is one more than the place; 0 ends a chain */
        unsigned b = bucket_of(cues[i - 1].text);
        hc_cue_link *l = &out->link[i];
        l->next = out->head[b];
        size_t bytes = strlen(cues[i - 1].text), m = bytes < sizeof l->key ? bytes : sizeof l->key;
        memcpy(&l->key, cues[i - 1].text, m);
        memset(&l->mask, 0xFF, m);
        out->head[b] = (uint16_t)i;
    }
}

void hc_cue_index_korean(hc_arena *a, hc_cue_index *out)
{
    make_index(a, korean, HC_LEN(korean), out);
}

void hc_cue_index_english(hc_arena *a, hc_cue_index *out)
{
    make_index(a, english, HC_LEN(english), out);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c & 0x80);
}

static bool stands(uint8_t where, hc_str s, size_t at, const char *breaks)
{
    if (where == A && breaks)
        return breaks[at] && (at + 3 >= s.n || breaks[at + 3]); /* of one syllable */
    return where == S ? at == 0 : breaks ? breaks[at] != 0 : at == 0 || !is_letter(s.p[at - 1]);
}

/* A noun of somebody else counts when it is the topic or the subject. */
static bool is_agent(hc_str behind)
{
    static const char *const particles[] = {"은", "는", "이", "가", "도", "들은", "들이", "님은", "님이", "께서", "에서는", "측은", "측이"};
    return hc_starts_any(behind, particles, HC_LEN(particles));
}

static bool is_pronoun(const char *text)
{
    return strncmp(text, "그", strlen("그")) == 0; /* 그는, 그녀가: the particle is in it */
}

void hc_cue_scan(hc_arena *a, const hc_cue_index *x, hc_str s, const char *breaks, hc_reply_sentence *out, size_t *cap)
{
    for (size_t at = 0; at < s.n; at++) {
        if (((unsigned char)s.p[at] & 0xC0) == 0x80 || ((s.p[at] & 0x80) && s.n - at < 3))
            continue;
        uint64_t here;
        memcpy(&here, s.p + at, sizeof here);
        for (uint32_t i = x->head[bucket_of(s.p + at)]; i; i = x->link[i].next) {
            if ((here & x->link[i].mask) != x->link[i].key)
                continue;
            const hc_cue *c = &x->cues[i - 1];
            size_t n = strlen(c->text);
            if (n > s.n - at || (n > sizeof here && memcmp(s.p + at, c->text, n) != 0) || (c->where && !stands(c->where, s, at, breaks)))
                continue;
            if (c->kind == HC_CUE_THIRD && breaks && !is_pronoun(c->text) && !is_agent(hc_str_sub(s, at + n, s.n)))
                continue;
            out->has |= (uint64_t)1 << c->kind;
            if (c->kind > HC_CUE_VERB && (c->kind < HC_CUE_THIRD || c->kind > HC_CUE_CONDITION))
                continue;
            HC_GROW(a, out->hits, out->n_hits, *cap);
            out->hits[out->n_hits++] = (hc_cue_hit){(uint32_t)at, (uint32_t)(at + n), c->kind};
        }
    }
}

bool hc_cue_is_filler(hc_str s)
{
    static const char *const words[] = {
        "안녕하세요", "안녕하십니까", "안녕", "반갑습니다", "반가워요", "감사합니다", "감사해요", "고맙습니다", "고마워요", "고마워", "네", "예", "응", "넵", "넹", "음", "아",
        "알겠습니다", "알겠어요", "알았어요", "알았어", "알겠어", "물론입니다", "물론이죠", "물론이에요", "물론", "그럼요", "좋습니다", "좋아요", "좋아", "그래요", "그래", "그렇군요", "말씀하세요", "오늘은", "말씀해주세요", "언제든지", "편하게",
        "질문해주셔서", "문의해주셔서", "말씀해주셔서", "연락주셔서", "문의주셔서", "찾아주셔서", "좋은질문입니다", "좋은질문이에요", "좋은질문이네요", "질문", "도와드리겠습니다",
        "도와드릴게요", "알려드리겠습니다", "알려드릴게요", "안내해드리겠습니다", "안내해드릴게요", "설명해드리겠습니다", "설명해드릴게요", "답변드리겠습니다",
        "무엇을도와드릴까요", "무엇이든", "물어보세요", "어떻게도와드릴까요", "무엇이궁금하신가요", "무엇이궁금하세요", "확인했습니다", "확인하였습니다", "접수했습니다", "이해했습니다",
        "잠시만기다려주세요", "잠시만요", "최선을다해", "기꺼이", "바로", "지금", "지금바로", "오늘", "저는ai어시스턴트입니다", "저는ai입니다", "제가", "당연하죠", "당연합니다", "흠", "글쎄요",
        "아하", "오", "와", "그렇습니다", "맞습니다", "맞아요", "그러게요", "고객님", "천만에요", "별말씀을요", "좋은하루되세요", "좋은하루보내세요", "또오세요", "도움이되었길바랍니다", "도움이되길바랍니다", "도움이되었기를바랍니다", "도움이됐길바라요", "수고하세요", "수고하셨습니다", "안녕히계세요", "ㅇㅇ", "ㅇㅋ", "오케이",
        "ok", "okay", "sure", "yes", "hello", "hi", "ofcourse", "certainly", "thankyou", "thanks", "iunderstand", "understood", "gotit", "na", "none", "null",
        "답변", "응답", "결과", "없음", "내용없음"};
    while (s.n) {
        size_t best = 0;
        for (size_t i = 0; i < HC_LEN(words); i++) {
            if (words[i][0] != s.p[0] || (s.n > 2 && words[i][2] != '\0' && words[i][2] != s.p[2]))
                continue; /* most of them */
            hc_str w = hc_str_c(words[i]);
            if (w.n > best && hc_str_starts(s, w))
                best = w.n;
        }
        if (!best)
            return false;
        s = hc_str_sub(s, best, s.n);
    }
    return true;
}
