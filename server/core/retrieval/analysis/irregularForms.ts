/** English words whose forms no suffix rule brings together: the base form first, then its other forms. */
const FAMILIES =
  'arise arose arisen|awake awoke awoken|bear bore borne|beat beaten|become became|begin began begun|bend bent|bet|bind bound|bite bit bitten|' +
  'bleed bled|blow blew blown|break broke broken|breed bred|bring brought|build built|burn burnt|buy bought|catch caught|choose chose chosen|' +
  'come came|creep crept|deal dealt|dig dug|draw drew drawn|dream dreamt|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|' +
  'feed fed|feel felt|fight fought|find found|flee fled|fly flew flown|forbid forbade forbidden|forget forgot forgotten|forgive forgave forgiven|' +
  'freeze froze frozen|get got gotten|give gave given|go went gone|grow grew grown|hang hung|hear heard|hide hid hidden|hold held|keep kept|' +
  'kneel knelt|know knew known|lay laid|lead led|lean leant|leap leapt|learn learnt|leave left|lend lent|lie lain lying|light lit|lose lost|make made|' +
  'mean meant|meet met|mow mown|pay paid|ride rode ridden|ring rang rung|rise rose risen|run ran|say said|see saw seen|seek sought|sell sold|' +
  'send sent|sew sewn|shake shook shaken|shine shone|shoot shot|show shown|shrink shrank shrunk|sing sang sung|sink sank sunk|sit sat|sleep slept|' +
  'slide slid|speak spoke spoken|spend spent|spin spun|stand stood|steal stole stolen|stick stuck|sting stung|strike struck|swear swore sworn|' +
  'sweep swept|swim swam swum|swing swung|take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown|' +
  'understand understood|wake woke woken|wear wore worn|weave wove woven|weep wept|win won|wind wound|write wrote written|' +
  'child children|man men|woman women|person people|foot feet|tooth teeth|mouse mice|goose geese|wife wives|life lives|knife knives|leaf leaves|' +
  'half halves|shelf shelves|wolf wolves|loaf loaves|calf calves|thief thieves|self selves|good better best|bad worse worst|far further farther';

/** From every irregular form to the base form of its family. */
export function createIrregularForms(): ReadonlyMap<string, string> {
  const forms = new Map<string, string>();
  for (const family of FAMILIES.split('|')) {
    const [base = '', ...others] = family.split(' ');
    for (const form of others) if (!forms.has(form)) forms.set(form, base);
  }
  return forms;
}
